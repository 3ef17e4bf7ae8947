-- A problem reported twice goes into the other one of the same enterprise and counts apart, as merged.
alter table relief.problem add constraint problem_of_enterprise unique (matter_id, organisation_id);
alter table relief.problem
  add column merged_into uuid,
  add constraint problem_merged_same foreign key (merged_into, organisation_id)
    references relief.problem (matter_id, organisation_id) deferrable initially deferred,
  drop constraint problem_outcome_check,
  add constraint problem_outcome_check
    check (outcome in ('solved', 'explained', 'withdrawn', 'timed-out', 'merged')),
  add constraint problem_merged_elsewhere check (merged_into is distinct from matter_id),
  add constraint problem_merged_somewhere check ((outcome is not distinct from 'merged') = (merged_into is not null));
create index problem_merged on relief.problem (merged_into) where merged_into is not null;

-- Where a merged problem went, for whoever sees the merged one: the enterprise's old code still tells how it stands.
create function relief.merged_into(of_problem uuid)
returns table (number text, status text, next_step text, due_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select t.number, t.status, t.next_step, t.due_at
  from relief.problem p join matter.matter m on m.id = p.matter_id join matter.matter t on t.id = p.merged_into
  where p.matter_id = of_problem and m.seats operator(pg_catalog.&&) app.reads()
$$;
revoke all on function relief.merged_into from public;
grant execute on function relief.merged_into to tongzhou_app, tongzhou_public;
