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

-- One cause, many enterprises: a cause is a matter with a lead office; problems are linked to it, each stays its own.
create table relief.cause (
  matter_id uuid primary key references matter.matter,
  category text not null,
  words text not null check (char_length(words) between 1 and 2000),
  bigrams text[] not null generated always as (app.bigrams(left(words, 300))) stored,
  solution text,
  recorded_at timestamptz not null
);
create table relief.cause_problem (
  id uuid primary key,
  cause_id uuid not null references matter.matter,
  problem_id uuid not null references matter.matter,
  linked_by uuid not null references auth.account,
  linked_at timestamptz not null,
  unlinked_at timestamptz,
  check (cause_id <> problem_id)
);
create unique index cause_of_problem on relief.cause_problem (problem_id) where unlinked_at is null;
create index cause_problems on relief.cause_problem (cause_id) where unlinked_at is null;
alter table relief.cause enable row level security;
alter table relief.cause_problem enable row level security;
create policy cause_read on relief.cause for select using (exists (select from matter.matter m where m.id = matter_id));
create policy cause_add on relief.cause for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy cause_change on relief.cause for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
-- A link is of the problem: who sees the problem sees it, who works on the problem makes and ends it.
create policy cause_problem_read on relief.cause_problem for select
  using (exists (select from matter.matter m where m.id = problem_id));
create policy cause_problem_add on relief.cause_problem for insert
  with check (exists (select from matter.matter m where m.id = problem_id and m.seats && app.writes()));
create policy cause_problem_change on relief.cause_problem for update
  using (exists (select from matter.matter m where m.id = problem_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = problem_id and m.seats && app.writes()));
grant select, insert, update on relief.cause, relief.cause_problem to tongzhou_app;

-- The office that leads a problem's cause: a fact of the problem's rules, whoever acts.
create function relief.cause_office(of_problem uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select m.owner_office_id from relief.cause_problem l join matter.matter m on m.id = l.cause_id
  where l.problem_id = of_problem and l.unlinked_at is null and m.is_open
$$;
revoke all on function relief.cause_office from public;
grant execute on function relief.cause_office to tongzhou_app, tongzhou_public;

-- How many problems of a cause there are, and open ones, seen by its caller or not: counts tell nothing else.
create function relief.count_linked(of_cause uuid) returns table (linked int, open int)
language sql stable security definer set search_path = '' as $$
  select count(*)::int, count(*) filter (where m.is_open)::int
  from relief.cause_problem l join matter.matter m on m.id = l.problem_id
  where l.cause_id = of_cause and l.unlinked_at is null
$$;
revoke all on function relief.count_linked from public;
grant execute on function relief.count_linked to tongzhou_app;
