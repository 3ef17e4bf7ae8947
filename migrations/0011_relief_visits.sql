-- Visits 走访: rounds that an office sets, days put on them, what was found. And uploads that go on where they broke off.

-- A file on its way, piece by piece; its maker's alone. When it is whole it is checked and then named by whatever takes it.
create table matter.upload (
  id uuid primary key,
  actor text not null,
  name text not null check (char_length(name) between 1 and 200),
  size int not null check (size > 0),
  sha256 bytea not null check (octet_length(sha256) = 32), -- of the whole, as its maker says
  received int not null default 0 check (received between 0 and size),
  expires_at timestamptz not null, -- wall time
  -- what came of it, once it was whole and taken
  taken jsonb check (taken is null or received = size)
);
create index upload_actor on matter.upload (actor, expires_at);
create index upload_expired on matter.upload (expires_at);
alter table matter.upload enable row level security;
create policy upload_own on matter.upload using (actor = nullif(current_setting('app.actor', true), ''))
  with check (actor = nullif(current_setting('app.actor', true), ''));
grant select, insert, update, delete on matter.upload to tongzhou_app, tongzhou_public;

-- A round 走访轮次: each paired enterprise of a place, or of a list there, at least so often within a period.
create table relief.round (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 80),
  office_id uuid not null references region.office,
  division_code text not null references region.division,
  list text,
  from_on date not null,
  until_on date not null,
  least int not null check (least between 1 and 20),
  telephone_counts boolean not null,
  created_by uuid not null references auth.account,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  seats text[] not null,
  check (until_on >= from_on)
);
create index round_period on relief.round (division_code, from_on, until_on);
-- One round at a time for a place and list: otherwise nobody knows which of two counts.
alter table relief.round add constraint round_once
  exclude using gist (division_code with =, (coalesce(list, '')) with =, daterange(from_on, until_on, '[]') with &&)
  where (ended_at is null);

-- A visit on a day; moved by ending it with a reason and putting it on another one.
create table relief.visit_plan (
  id uuid primary key,
  round_id uuid not null references relief.round,
  organisation_id uuid not null references region.organisation,
  account_id uuid not null references auth.account,
  on_day date not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  seats text[] not null,
  check ((ended_at is null) = (reason is null))
);
create unique index visit_plan_day on relief.visit_plan (round_id, organisation_id, on_day) where ended_at is null;
create index visit_plan_account on relief.visit_plan (account_id, on_day) where ended_at is null;
create index visit_plan_organisation on relief.visit_plan (organisation_id, round_id) where ended_at is null;
create index visit_plan_seats on relief.visit_plan using gin (seats);

-- A visit 走访 is a fact: appended, never changed. A mistaken one is named by the one that corrects it.
create table relief.visit (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  account_id uuid not null references auth.account,
  office_id uuid not null references region.office,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  how text not null check (how in ('on-site', 'telephone')),
  companions text,
  met_id uuid references region.person,
  met_post text,
  words text not null check (char_length(words) between 1 and 4000),
  production text check (production in ('running', 'partly', 'stopped')), -- as told
  promises text,
  corrects_id uuid references relief.visit,
  seats text[] not null,
  check (corrects_id <> id)
);
create unique index visit_corrected_once on relief.visit (corrects_id) where corrects_id is not null;
create index visit_organisation on relief.visit (organisation_id, occurred_at desc);
create index visit_account on relief.visit (account_id, occurred_at desc);
create index visit_seats on relief.visit using gin (seats);
create table relief.visit_photo (
  id uuid primary key,
  visit_id uuid not null references relief.visit,
  name text not null,
  media_type text not null,
  bytes int not null check (bytes > 0),
  sha256 bytea not null,
  thumbnail_sha256 bytea
);
create unique index visit_photo_once on relief.visit_photo (visit_id, sha256);
create table relief.visit_problem (
  visit_id uuid not null references relief.visit,
  matter_id uuid not null unique references matter.matter,
  primary key (visit_id, matter_id)
);

alter table relief.round enable row level security;
alter table relief.visit_plan enable row level security;
alter table relief.visit enable row level security;
alter table relief.visit_photo enable row level security;
alter table relief.visit_problem enable row level security;
create policy round_read on relief.round for select using (app.reads() && array['staff']);
create policy round_add on relief.round for insert with check (seats && app.writes());
create policy round_change on relief.round for update using (seats && app.writes()) with check (seats && app.writes());
create policy visit_plan_read on relief.visit_plan for select using (seats && app.reads());
create policy visit_plan_add on relief.visit_plan for insert with check (seats && app.writes());
create policy visit_plan_change on relief.visit_plan for update using (seats && app.writes()) with check (seats && app.writes());
create policy visit_read on relief.visit for select using (seats && app.reads());
create policy visit_add on relief.visit for insert with check (seats && app.writes());
create policy visit_photo_read on relief.visit_photo for select
  using (exists (select from relief.visit v where v.id = visit_id));
create policy visit_photo_add on relief.visit_photo for insert
  with check (exists (select from relief.visit v where v.id = visit_id and v.seats && app.writes()));
create policy visit_problem_read on relief.visit_problem for select
  using (exists (select from relief.visit v where v.id = visit_id));
create policy visit_problem_add on relief.visit_problem for insert
  with check (exists (select from relief.visit v where v.id = visit_id and v.seats && app.writes()));
grant select, insert, update on relief.round, relief.visit_plan to tongzhou_app;
grant select, insert on relief.visit, relief.visit_photo, relief.visit_problem to tongzhou_app;
