-- What supervision 督查 puts on paper: an office's ledger, circulated notices 通报, weekly reports.

-- The list of problems as an office keeps it: its own columns in its own order. A change is the next version.
create table relief.ledger (
  office_id uuid not null references region.office,
  version int not null check (version > 0),
  columns jsonb not null check (jsonb_typeof(columns) = 'array' and jsonb_array_length(columns) between 1 and 60),
  date_form text not null check (date_form in ('dash', 'minutes', 'hanzi', 'slash', 'dot')),
  changed_by uuid not null references auth.account,
  recorded_at timestamptz not null,
  seats text[] not null,
  primary key (office_id, version)
);

-- By when supervision takes its next step: a dated plain table.
create table relief.supervision_step (
  step text not null check (step in ('chase', 'notice', 'circular')),
  unit text not null check (unit in ('working-days', 'hours')),
  amount int not null check (amount > 0),
  version text not null,
  valid_from date not null,
  valid_until date,
  primary key (step, valid_from),
  exclude using gist (step with =, daterange(valid_from, valid_until) with &&)
);
insert into relief.supervision_step (step, unit, amount, version, valid_from) values
  ('chase', 'hours', 4, 'supervision-2022-04', '2022-04-18'), -- before the limit
  ('notice', 'working-days', 1, 'supervision-2022-04', '2022-04-18'), -- after the limit
  ('circular', 'working-days', 5, 'supervision-2022-04', '2022-04-18'); -- after a notice that nobody answered

-- A circular is never changed: a correction is its next revision under the same number.
create table relief.circular (
  id uuid primary key,
  number text not null,
  revision int not null default 1 check (revision > 0),
  replaces_id uuid unique references relief.circular,
  office_id uuid not null references region.office, -- issues it
  division_code text not null references region.division,
  title text not null check (char_length(title) between 1 and 120),
  words text not null check (char_length(words) between 1 and 2000),
  cut_off timestamptz not null,
  body jsonb not null, -- offices with their numbers at the cut-off
  notice_ids uuid[] not null,
  issued_by uuid not null references auth.account,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seats text[] not null,
  unique (number, revision),
  check ((revision = 1) = (replaces_id is null)),
  check (cut_off <= occurred_at)
);
create index circular_place on relief.circular (division_code, occurred_at);
create table relief.circular_read (
  circular_id uuid not null references relief.circular,
  office_id uuid not null references region.office,
  account_id uuid not null references auth.account,
  recorded_at timestamptz not null,
  primary key (circular_id, office_id)
);

create table relief.weekly_report (
  id uuid primary key,
  division_code text not null references region.division,
  week_on date not null check (extract(isodow from week_on) = 1),
  cut_off timestamptz not null,
  body jsonb not null, -- the board at the cut-off
  recorded_at timestamptz not null,
  seats text[] not null,
  unique (division_code, week_on)
);

alter table relief.ledger enable row level security;
alter table relief.supervision_step enable row level security;
alter table relief.circular enable row level security;
alter table relief.circular_read enable row level security;
alter table relief.weekly_report enable row level security;
create policy ledger_read on relief.ledger for select using (seats && app.reads());
create policy ledger_add on relief.ledger for insert with check (seats && app.writes());
create policy supervision_step_read on relief.supervision_step for select using (app.reads() && array['staff']);
create policy circular_read on relief.circular for select using (seats && app.reads());
create policy circular_add on relief.circular for insert with check (app.writes() && array['office:' || office_id]);
create policy circular_read_read on relief.circular_read for select
  using (exists (select from relief.circular c where c.id = circular_id));
create policy circular_read_add on relief.circular_read for insert
  with check (app.writes() && array['office:' || office_id] and exists (select from relief.circular c where c.id = circular_id));
create policy weekly_report_read on relief.weekly_report for select using (seats && app.reads());
create policy weekly_report_add on relief.weekly_report for insert with check (seats && app.writes());
grant select on relief.supervision_step to tongzhou_app;
grant select, insert on relief.ledger, relief.circular, relief.circular_read, relief.weekly_report to tongzhou_app;
