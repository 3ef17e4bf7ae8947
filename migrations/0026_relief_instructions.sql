-- A leader instructs several offices at once, about a problem, a common cause or an enterprise; a conference is called
-- on a cause too; what a rule orders is ordered by nobody.
alter table relief.conference
  add column cause_id uuid references relief.cause,
  add constraint conference_about check (num_nonnulls(problem_id, cause_id) <= 1);
create index conference_cause on relief.conference (cause_id) where cause_id is not null;

alter table relief.task
  alter column ordered_by drop not null,
  add column cause_id uuid references relief.cause,
  add column organisation_id uuid references region.organisation,
  add column instruction_id uuid; -- the tasks of one instruction have it in common
update relief.task set instruction_id = matter_id where origin = 'instruction';
alter table relief.task
  add constraint task_about check (num_nonnulls(problem_id, cause_id, organisation_id) <= 1),
  add constraint task_instruction check ((origin = 'instruction') = (instruction_id is not null)),
  add constraint task_ordered_by check (ordered_by is not null or origin = 'notice'),
  -- A plan's measure is a promise and never was a task.
  drop constraint task_origin_check,
  add constraint task_origin_check check (origin in ('conference', 'instruction', 'notice'));
create index task_cause on relief.task (cause_id) where cause_id is not null;
create index task_organisation on relief.task (organisation_id) where organisation_id is not null;
create index task_of_instruction on relief.task (instruction_id) where instruction_id is not null;

-- How many tasks came of a conference, and how many are open, seen by its caller or not: counts tell nothing else.
drop function relief.open_tasks;
create function relief.count_tasks(of_conference uuid) returns table (resolved int, open int)
language sql stable security definer set search_path = '' as $$
  select count(*)::int, count(*) filter (where m.is_open)::int
  from relief.task t join matter.matter m on m.id = t.matter_id
  where t.conference_id = of_conference
$$;
revoke all on function relief.count_tasks from public;
grant execute on function relief.count_tasks to tongzhou_app;
