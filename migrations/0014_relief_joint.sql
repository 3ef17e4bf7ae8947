-- Work that several offices do together: tasks with an owner and a day, the conferences and instructions they come from.

create table relief.conference (
  matter_id uuid primary key references matter.matter,
  problem_id uuid references matter.matter,
  agenda text not null check (char_length(agenda) between 1 and 2000),
  held_at timestamptz not null, -- when it is to meet
  place text not null check (char_length(place) between 1 and 200),
  present text, -- the offices and persons in office who were there
  minutes text,
  recorded_at timestamptz not null,
  check ((present is null) = (minutes is null))
);
create index conference_problem on relief.conference (problem_id) where problem_id is not null;

create table relief.task (
  matter_id uuid primary key references matter.matter,
  origin text not null check (origin in ('conference', 'instruction', 'notice', 'measure')),
  words text not null check (char_length(words) between 1 and 2000),
  due_on date not null,
  ordered_by uuid not null references auth.account,
  ordered_office_id uuid not null references region.office,
  problem_id uuid references matter.matter,
  conference_id uuid references relief.conference,
  answer text,
  returns int not null default 0 check (returns <= 1),
  recorded_at timestamptz not null,
  check ((origin = 'conference') = (conference_id is not null))
);
create index task_problem on relief.task (problem_id) where problem_id is not null;
create index task_conference on relief.task (conference_id) where conference_id is not null;
create index task_ordered on relief.task (ordered_office_id);

alter table relief.conference enable row level security;
alter table relief.task enable row level security;
create policy conference_read on relief.conference for select using (exists (select from matter.matter m where m.id = matter_id));
create policy conference_add on relief.conference for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy conference_change on relief.conference for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy task_read on relief.task for select using (exists (select from matter.matter m where m.id = matter_id));
create policy task_add on relief.task for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy task_change on relief.task for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
grant select, insert, update on relief.conference, relief.task to tongzhou_app;

-- How many tasks of a conference are open, seen by its caller or not: a count tells nothing else.
create function relief.open_tasks(of_conference uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from relief.task t join matter.matter m on m.id = t.matter_id
  where t.conference_id = of_conference and m.is_open
$$;
revoke all on function relief.open_tasks from public;
grant execute on function relief.open_tasks to tongzhou_app;
