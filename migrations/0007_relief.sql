-- Enterprise relief 企业帮扶: lists, contacts, pairings, problems.
create schema relief;
grant usage on schema relief to tongzhou_app, tongzhou_public;

create table relief.list_member (
  organisation_id uuid not null references region.organisation,
  list text not null, -- 'top100', 'above-scale', …
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (organisation_id, list, valid_from)
);
create index list_member_now on relief.list_member (list, organisation_id) where valid_until is null;
create table relief.contact (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  person_id uuid not null references region.person,
  post text, -- of the contact in the enterprise
  is_main boolean not null default false,
  valid_from timestamptz not null,
  valid_until timestamptz,
  seats text[] not null
);
create index contact_organisation on relief.contact (organisation_id) where valid_until is null;
create unique index contact_one_main on relief.contact (organisation_id) where is_main and valid_until is null;
-- Each enterprise has one liaison officer 联企服务员 at a time.
create table relief.pairing (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  account_id uuid not null references auth.account,
  office_id uuid not null references region.office,
  valid_from timestamptz not null,
  valid_until timestamptz,
  recorded_at timestamptz not null,
  seats text[] not null
);
create unique index pairing_one_officer on relief.pairing (organisation_id) where valid_until is null;
create index pairing_account on relief.pairing (account_id) where valid_until is null;

-- Which office and which clocks: a dated plain table.
create table relief.route (
  category text not null,
  tier text not null check (tier in ('town', 'county', 'city')),
  subject text not null, -- of the office that leads
  accept_hours int not null check (accept_hours > 0),
  solve_unit text not null check (solve_unit in ('working-days', 'hours')),
  solve_amount int not null check (solve_amount > 0),
  confirm_days int not null check (confirm_days > 0),
  version text not null,
  valid_from date not null,
  valid_until date,
  primary key (category, tier, valid_from),
  exclude using gist (category with =, tier with =, daterange(valid_from, valid_until) with &&)
);

create table relief.problem (
  matter_id uuid primary key references matter.matter,
  organisation_id uuid not null references region.organisation,
  category text not null,
  tier text not null check (tier in ('town', 'county', 'city')),
  channel text not null check (channel in ('officer', 'enterprise', 'hotline')),
  description text not null check (char_length(description) between 1 and 4000),
  stopped_production boolean not null default false,
  reporter_id uuid references region.person,
  solution text,
  returns int not null default 0,
  reopened int not null default 0 check (reopened <= 1),
  chased int not null default 0,
  outcome text check (outcome in ('solved', 'explained', 'withdrawn', 'timed-out')),
  rating int check (rating between 1 and 5),
  confirmed_at timestamptz,
  confirmed_by text check (confirmed_by in ('enterprise', 'staff-session', 'officer-address')),
  recorded_at timestamptz not null,
  check (outcome is distinct from 'solved' or (solution is not null and confirmed_at is not null)),
  check ((rating is null) or confirmed_at is not null)
);
create index problem_organisation on relief.problem (organisation_id);
-- A problem has an outcome from its end on: what is open is found without reading a year of what is closed.
create index problem_open on relief.problem (organisation_id) where outcome is null;
create index problem_category on relief.problem (category, tier);

create table relief.import (
  id uuid primary key,
  fingerprint bytea not null,
  file_name text not null,
  office_id uuid not null references region.office,
  account_id uuid references auth.account,
  added int not null,
  changed int not null,
  unchanged int not null,
  refused int not null,
  recorded_at timestamptz not null,
  seats text[] not null
);
-- The same file a second time is refused.
create unique index import_once on relief.import (office_id, fingerprint);

alter table relief.list_member enable row level security;
alter table relief.contact enable row level security;
alter table relief.pairing enable row level security;
alter table relief.route enable row level security;
alter table relief.problem enable row level security;
alter table relief.import enable row level security;
create policy list_read on relief.list_member for select using (app.reads() && array['staff']);
create policy list_add on relief.list_member for insert
  with check (exists (select from region.organisation o where o.id = organisation_id and o.seats && app.writes()));
create policy list_change on relief.list_member for update
  using (exists (select from region.organisation o where o.id = organisation_id and o.seats && app.writes()))
  with check (exists (select from region.organisation o where o.id = organisation_id and o.seats && app.writes()));
create policy contact_read on relief.contact for select using (seats && app.reads());
create policy contact_add on relief.contact for insert with check (seats && app.writes());
create policy contact_change on relief.contact for update using (seats && app.writes()) with check (seats && app.writes());
create policy pairing_read on relief.pairing for select using (app.reads() && array['staff']);
create policy pairing_add on relief.pairing for insert with check (seats && app.writes());
create policy pairing_change on relief.pairing for update using (seats && app.writes()) with check (seats && app.writes());
create policy route_read on relief.route for select using (app.reads() && array['staff', 'anyone']);
create policy problem_read on relief.problem for select using (exists (select from matter.matter m where m.id = matter_id));
create policy problem_add on relief.problem for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy problem_change on relief.problem for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy import_read on relief.import for select using (seats && app.reads());
create policy import_add on relief.import for insert with check (seats && app.writes());
grant select, insert, update on relief.list_member, relief.contact, relief.pairing to tongzhou_app;
grant select on relief.route to tongzhou_app, tongzhou_public;
grant select, insert, update on relief.problem to tongzhou_app, tongzhou_public;
grant select on relief.pairing to tongzhou_public;
grant select, insert on relief.import to tongzhou_app;

-- The plain table in force from the scheme's first day, 18 April 2022.
insert into relief.route (category, tier, subject, accept_hours, solve_unit, solve_amount, confirm_days, version, valid_from)
select c.category, t.tier, case t.tier when 'town' then 'general' when 'city' then 'relief' else c.subject end,
  case t.tier when 'city' then 2 else 4 end,
  case when c.category in ('SUPPLY', 'LOGISTICS', 'EPIDEMIC') then 'hours' else 'working-days' end,
  case when c.category in ('SUPPLY', 'LOGISTICS', 'EPIDEMIC') then 48 when t.tier = 'town' then 3 else 5 end,
  5, 'relief-2022-04', date '2022-04-18'
from (values ('SUPPLY', 'industry'), ('LOGISTICS', 'transport'), ('LABOUR', 'labour'), ('FINANCE', 'finance'),
  ('TAX', 'tax'), ('POLICY', 'industry'), ('EPIDEMIC', 'health'), ('OTHER', 'industry')) c (category, subject),
  (values ('town'), ('county'), ('city')) t (tier);

-- Whose form a report link opens: a call without account reads this one enterprise, and only by its secret.
create function relief.report_facts(hash bytea, wall timestamptz)
returns table (link_id uuid, organisation_id uuid, name text, division_code text, path text[], liaison_id uuid, liaison_office_id uuid)
language sql stable security definer set search_path = '' as $$
  select l.id, o.id, o.name, o.division_code, o.path, p.account_id, p.office_id
  from matter.link l join region.organisation o on o.id = l.organisation_id
  left join relief.pairing p on p.organisation_id = o.id and p.valid_until is null
  where l.secret_hash = hash and l.purpose = 'report' and l.revoked_at is null and (l.expires_at is null or l.expires_at > wall)
$$;
revoke all on function relief.report_facts from public;
grant execute on function relief.report_facts to tongzhou_public;

-- How many enterprises a list has, for the same readers as organisation_read, pairing_read and list_read have among
-- staff: with the policies' conditions in its own statement 100,000 took 140 ms. Only what is asked stands in the
-- statement: "not asked, or exists" is never planned as a join.
create function relief.count_enterprises(ids uuid[], within text, of_list text, officer uuid, without_officer boolean)
returns int language plpgsql stable security definer set search_path = '' as $$
declare found int;
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return 0; end if;
  -- Each enterprise has at most one officer at a time, so without any other condition it is a difference of two counts.
  if without_officer and ids is null and within is null and of_list is null and officer is null then
    return (select count(*)::int from region.organisation g where g.kind = 'enterprise')
      - (select count(*)::int from relief.pairing r where r.valid_until is null);
  end if;
  execute 'select count(*)::int from region.organisation g where g.kind = ''enterprise'''
    || case when ids is null then '' else ' and g.id = any($1)' end
    || case when within is null then '' else ' and g.division_code >= $2 and g.division_code < $2 || '':''' end
    || case when of_list is null then '' else ' and exists (select from relief.list_member x
      where x.organisation_id = g.id and x.valid_until is null and x.list = $3)' end
    || case when officer is null then '' else ' and exists (select from relief.pairing r
      where r.organisation_id = g.id and r.valid_until is null and r.account_id = $4)' end
    || case when without_officer then ' and not exists (select from relief.pairing r
      where r.organisation_id = g.id and r.valid_until is null)' else '' end
    into found using ids, within, of_list, officer;
  return found;
end $$;
revoke all on function relief.count_enterprises from public;
grant execute on function relief.count_enterprises to tongzhou_app;

-- An enterprise's open problems under the reader's keys: the same rule as matter_read and problem_read, asked once a
-- problem instead of twice.
create function relief.count_open(of_organisation uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from relief.problem p join matter.matter m on m.id = p.matter_id
  where p.organisation_id = of_organisation and p.outcome is null and m.is_open
    and m.seats operator(pg_catalog.&&) app.reads()
$$;
revoke all on function relief.count_open from public;
grant execute on function relief.count_open to tongzhou_app;
