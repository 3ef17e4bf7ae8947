-- The matter: whatever somebody must bring to an end. One owner, one deadline, one next step.
create schema matter;
grant usage on schema matter to tongzhou_app, tongzhou_public;

create table matter.matter (
  id uuid primary key,
  kind text not null,
  number text not null unique,
  title text not null check (char_length(title) between 1 and 200),
  division_code text not null references region.division,
  status text not null,
  is_open boolean not null default true,
  priority text not null default 'normal' check (priority in ('normal', 'urgent')),
  owner_office_id uuid references region.office,
  owner_id uuid references auth.account,
  next_step text, -- a key of the kind's texts; null when nothing is left to do
  due_at timestamptz, -- the nearest running clock
  version int not null default 1,
  workflow_version int not null,
  parent_id uuid references matter.matter,
  blocks_parent boolean not null default false,
  opened_at timestamptz not null, -- business time
  recorded_at timestamptz not null,
  closed_at timestamptz,
  seats text[] not null,
  check (not is_open or next_step is not null),
  check (is_open or closed_at is not null),
  check (not is_open or owner_office_id is not null)
);
create index matter_seats on matter.matter using gin (seats);
create index matter_due on matter.matter (kind, due_at, id) where is_open;
create index matter_nearest on matter.matter (due_at, id) where is_open;
create index matter_closed on matter.matter (kind, due_at, id) where not is_open;
create index matter_any on matter.matter (kind, due_at, id);
create index matter_done on matter.matter (owner_id, closed_at) where not is_open;
create index matter_opened on matter.matter (kind, opened_at desc, id desc);
create index matter_recorded on matter.matter (kind, recorded_at);
create index matter_owner on matter.matter (owner_id, due_at, id) where is_open;
create index matter_office on matter.matter (owner_office_id, due_at, id) where is_open;
create index matter_parent on matter.matter (parent_id) where parent_id is not null;
create index matter_status on matter.matter (kind, status, due_at, id);
create index matter_division on matter.matter (division_code, kind) where is_open;

create table matter.party (
  id uuid primary key,
  matter_id uuid not null references matter.matter,
  part text not null check (part in ('lead', 'joint', 'informed', 'outside')),
  office_id uuid references region.office,
  outside_name text,
  state text not null check (state in ('asked', 'accepted', 'returned', 'replied')),
  reason text,
  since timestamptz not null,
  until timestamptz,
  check ((office_id is null) = (part = 'outside')),
  check ((outside_name is not null) = (part = 'outside')),
  check (state <> 'returned' or reason is not null)
);
-- One lead at a time: two by mistake are refused here.
create unique index party_one_lead on matter.party (matter_id) where part = 'lead' and until is null;
create unique index party_once on matter.party (matter_id, office_id) where until is null and office_id is not null;
create index party_matter on matter.party (matter_id);
create index party_office on matter.party (office_id) where until is null;

create table matter.clock (
  id uuid primary key,
  matter_id uuid not null references matter.matter,
  name text not null, -- 'accept', 'solve', 'return', 'confirm', …
  is_promised boolean not null, -- made to the citizen or enterprise: a hand-over never restarts it
  rule_version text not null,
  unit text not null check (unit in ('working-days', 'hours', 'time-of-day')),
  amount numeric not null, -- days, hours, or minutes after midnight
  started_at timestamptz not null,
  due_at timestamptz not null,
  paused_at timestamptz,
  pause_reason text,
  pause_until timestamptz, -- a pause has a limit
  stopped_at timestamptz,
  check ((paused_at is null) = (pause_reason is null)),
  check ((paused_at is null) = (pause_until is null))
);
create unique index clock_running on matter.clock (matter_id, name) where stopped_at is null;
create index clock_matter on matter.clock (matter_id);
create table matter.extension (
  id uuid primary key,
  matter_id uuid not null references matter.matter,
  clock_id uuid not null references matter.clock,
  asked_by uuid not null references auth.account,
  asked_at timestamptz not null,
  until timestamptz not null,
  reason text not null,
  decided_by uuid references auth.account,
  decided_at timestamptz,
  approved boolean,
  check ((decided_at is null) = (approved is null)),
  check (decided_by is null or decided_by <> asked_by) -- a second person
);
create unique index extension_one_open on matter.extension (clock_id) where decided_at is null;
create index extension_matter on matter.extension (matter_id);

create table matter.history (
  matter_id uuid not null references matter.matter,
  seq int not null,
  at timestamptz not null, -- business time
  recorded_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'link', 'system')),
  actor_id uuid,
  delegated_by uuid,
  action text not null,
  note text,
  fields text[] not null default '{}',
  detail jsonb not null default '{}', -- ids, codes and moments only
  audience text not null default 'all' check (audience in ('all', 'staff')),
  primary key (matter_id, seq)
);
create index history_recorded on matter.history (recorded_at);
create table matter.attachment (
  id uuid primary key,
  matter_id uuid not null references matter.matter,
  name text not null,
  media_type text not null,
  bytes int not null check (bytes > 0),
  sha256 bytea not null,
  thumbnail_sha256 bytea,
  added_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  audience text not null default 'all' check (audience in ('all', 'staff'))
);
create index attachment_matter on matter.attachment (matter_id);

-- What falls due at a moment of business, read by the one ticker.
create table matter.due (
  id uuid primary key,
  matter_id uuid not null references matter.matter,
  clock_id uuid references matter.clock,
  what text not null check (what in ('remind', 'overdue', 'escalate', 'resume', 'time-out')),
  at timestamptz not null,
  done_at timestamptz
);
create index due_waiting on matter.due (at) where done_at is null;
create index due_matter on matter.due (matter_id);

create table matter.series (
  prefix text not null,
  kind text not null,
  last int not null,
  primary key (prefix, kind)
);
-- A capability: whoever shows the secret holds the key link:<id>, and nothing else.
create table matter.link (
  id uuid primary key,
  purpose text not null check (purpose in ('report', 'track', 'party')),
  matter_id uuid references matter.matter deferrable initially deferred, -- the link opens the matter it is for
  organisation_id uuid references region.organisation,
  party_id uuid references matter.party,
  secret_hash bytea not null unique, -- for 'track': over number and secret together
  created_at timestamptz not null,
  created_by uuid references auth.account,
  expires_at timestamptz, -- wall time
  revoked_at timestamptz,
  seats text[] not null
);
create index link_matter on matter.link (matter_id);
create index link_organisation on matter.link (organisation_id);

alter table matter.matter enable row level security;
alter table matter.party enable row level security;
alter table matter.clock enable row level security;
alter table matter.extension enable row level security;
alter table matter.history enable row level security;
alter table matter.attachment enable row level security;
alter table matter.due enable row level security;
alter table matter.series enable row level security;
alter table matter.link enable row level security;

create policy matter_read on matter.matter for select using (seats && app.reads());
create policy matter_add on matter.matter for insert with check (seats && app.writes());
create policy matter_change on matter.matter for update using (seats && app.writes()) with check (seats && app.writes());
create policy party_read on matter.party for select
  using (exists (select from matter.matter m where m.id = matter_id));
create policy party_add on matter.party for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy party_change on matter.party for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes())) with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy clock_read on matter.clock for select
  using (exists (select from matter.matter m where m.id = matter_id));
create policy clock_add on matter.clock for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy clock_change on matter.clock for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes())) with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy extension_read on matter.extension for select
  using (exists (select from matter.matter m where m.id = matter_id));
create policy extension_add on matter.extension for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy extension_change on matter.extension for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes())) with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy history_read on matter.history for select
  using (exists (select from matter.matter m where m.id = matter_id) and (audience = 'all' or app.reads() && array['staff']));
create policy history_add on matter.history for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy attachment_read on matter.attachment for select
  using (exists (select from matter.matter m where m.id = matter_id) and (audience = 'all' or app.reads() && array['staff']));
create policy attachment_add on matter.attachment for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy due_read on matter.due for select
  using (exists (select from matter.matter m where m.id = matter_id));
create policy due_add on matter.due for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy due_change on matter.due for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes())) with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy link_read on matter.link for select using (seats && app.reads());
create policy link_add on matter.link for insert with check (seats && app.writes());
create policy link_change on matter.link for update using (seats && app.writes()) with check (seats && app.writes());

grant select, insert, update on matter.matter, matter.party, matter.clock, matter.extension, matter.due to tongzhou_app, tongzhou_public;
grant select, insert on matter.history, matter.attachment to tongzhou_app, tongzhou_public;
grant select (id, purpose, matter_id, organisation_id, party_id, created_at, created_by, expires_at, revoked_at, seats) on matter.link to tongzhou_app, tongzhou_public;
grant insert on matter.link to tongzhou_app, tongzhou_public;
grant update (revoked_at) on matter.link to tongzhou_app;

-- The next number of an office's series: one locked row, so that no number is given twice.
create function matter.next_number(of_prefix text, of_kind text) returns int
language sql security definer set search_path = '' as $$
  insert into matter.series as s (prefix, kind, last) values (of_prefix, of_kind, 1)
  on conflict (prefix, kind) do update set last = s.last + 1 returning last
$$;
revoke all on function matter.next_number from public;
grant execute on function matter.next_number to tongzhou_app, tongzhou_public;

-- Open and overdue matters by the first digits of their division's code and by kind, under the reader's keys. With the
-- policy's condition in its own statement the map of 25,000 open matters took 70 ms instead of 22: see
-- region.search_organisations.
create function matter.count_open(within text, code_length int, business timestamptz)
returns table (code text, kind text, open int, overdue int)
language plpgsql stable security definer set search_path = '' as $$
declare keys text[] := app.reads();
begin
  return query select "left"(d.division_code, code_length), d.kind, sum(d.open)::int, sum(d.overdue)::int from (
    select m.division_code, m.kind, count(*) as open, count(*) filter (where m.due_at < business) as overdue
    from matter.matter m
    where m.is_open and m.division_code >= within and m.division_code < within || ':' and m.seats operator(pg_catalog.&&) keys
    group by m.division_code, m.kind) d
  group by 1, 2 order by 1, 2;
end $$;
revoke all on function matter.count_open from public;
grant execute on function matter.count_open to tongzhou_app;

-- A call without an account enters by its link's secret alone; the keys come from the row, never from the caller.
create function app.enter_link(hash bytea, wall timestamptz)
returns table (link_id uuid, purpose text, matter_id uuid, organisation_id uuid, party_id uuid)
language plpgsql security definer set search_path = '' as $$
declare found_link matter.link;
begin
  select * into found_link from matter.link l where l.secret_hash = hash and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > wall);
  execute format('set local app.actor to %L', case when found_link.id is null then '' else 'link:' || found_link.id end);
  execute format('set local app.read to %L', case when found_link.id is null then 'anyone' else 'anyone,link:' || found_link.id end);
  execute format('set local app.write to %L', case when found_link.id is null then '' else 'link:' || found_link.id end);
  if found_link.id is not null then
    return query select found_link.id, found_link.purpose, found_link.matter_id, found_link.organisation_id, found_link.party_id;
  end if;
end $$;
revoke all on function app.enter_link from public;
grant execute on function app.enter_link to tongzhou_public;

-- How many open children hold a matter back, seen by its reader or not: a count tells nothing else.
create function matter.blocking_children(of_matter uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from matter.matter m where m.parent_id = of_matter and m.blocks_parent and m.is_open
$$;
revoke all on function matter.blocking_children from public;
grant execute on function matter.blocking_children to tongzhou_app, tongzhou_public;
