-- Lists of offices, accounts and pairings are imported as those of enterprises: one ledger, one file once for each kind.
alter table relief.import set schema app;
alter table app.import add column kind text not null default 'enterprises'
  check (kind in ('enterprises', 'offices', 'accounts', 'pairings'));
alter table app.import alter column kind drop default;
drop index app.import_once;
create unique index import_once on app.import (office_id, kind, fingerprint);

-- An office that is dissolved and merged 撤并: whoever holds a role in it holds the same in the successor for what is
-- left of the period, cover included; accounts belong to the successor. The administrator must administer both.
create function auth.merge_office(from_office uuid, to_office uuid, held uuid[], fresh uuid[], wall timestamptz, business timestamptz)
returns int language plpgsql security definer set search_path = '' as $$
declare
  to_seats text[] := auth.admin_seats(to_office);
  moved int;
begin
  if not (auth.admin_seats(from_office) operator(pg_catalog.&&) app.writes() and to_seats operator(pg_catalog.&&) app.writes()) then
    return -1;
  end if;
  insert into auth.role_holding (id, account_id, role, office_id, valid_from, valid_until, delegated_by, granted_by, recorded_at, seats)
    select t.fresh, r.account_id, r.role, to_office, greatest(r.valid_from, business), r.valid_until, r.delegated_by, r.granted_by, wall,
      to_seats || case when r.delegated_by is null then '{}'::text[] else array['account:' || r.delegated_by] end
    from unnest(held, fresh) t (held, fresh) join auth.role_holding r on r.id = t.held
    where r.office_id = from_office and (r.valid_until is null or r.valid_until > business)
      and not exists (select from auth.role_holding h where h.account_id = r.account_id and h.role = r.role and h.office_id = to_office
        and h.delegated_by is not distinct from r.delegated_by
        and tstzrange(h.valid_from, h.valid_until) && tstzrange(greatest(r.valid_from, business), r.valid_until));
  update auth.role_holding set valid_until = greatest(valid_from, business)
    where office_id = from_office and (valid_until is null or valid_until > business);
  get diagnostics moved = row_count;
  update auth.account set office_id = to_office, seats = to_seats, version = version + 1
    where office_id = from_office and ended_at is null;
  return moved;
end $$;
revoke all on function auth.merge_office from public;
grant execute on function auth.merge_office to tongzhou_app;

-- Service menu 点单 and named teams 红领班: a town publishes what it does for enterprises, an enterprise ticks, each tick
-- is a matter with owner and date.
create table relief.team (
  id uuid primary key,
  office_id uuid not null references region.office,
  name text not null check (char_length(name) between 2 and 60),
  leader_id uuid not null references auth.account, -- 班长
  valid_from timestamptz not null,
  valid_until timestamptz,
  recorded_at timestamptz not null,
  version int not null default 1,
  seats text[] not null,
  check (valid_until is null or valid_until >= valid_from)
);
create unique index team_name on relief.team (office_id, name) where valid_until is null;
create index team_leader on relief.team (leader_id) where valid_until is null;
create table relief.team_member (
  id uuid primary key,
  team_id uuid not null references relief.team,
  part text not null check (part in ('official', 'line-leader', 'department')),
  account_id uuid references auth.account,
  name text check (char_length(name) between 1 and 60), -- of a line leader or department without an account
  valid_from timestamptz not null,
  valid_until timestamptz,
  recorded_at timestamptz not null,
  seats text[] not null,
  check ((account_id is null) <> (name is null)),
  check (part <> 'official' or account_id is not null),
  check (valid_until is null or valid_until >= valid_from)
);
create unique index member_once on relief.team_member (team_id, account_id) where valid_until is null and account_id is not null;
create unique index member_named_once on relief.team_member (team_id, name) where valid_until is null and name is not null;
create index member_account on relief.team_member (account_id) where valid_until is null;
create table relief.service (
  id uuid primary key,
  office_id uuid not null references region.office,
  team_id uuid references relief.team, -- who delivers it; else the office
  name text not null check (char_length(name) between 2 and 60),
  name_en text not null default '',
  description text not null default '' check (char_length(description) <= 1000),
  subject text not null check (subject ~ '^[a-z-]{2,30}$'),
  days int not null check (days between 1 and 60), -- working days until it is delivered
  position int not null default 0,
  valid_from date not null,
  valid_until date, -- the last day on which it can be ordered
  withdrawn_at timestamptz,
  recorded_at timestamptz not null,
  version int not null default 1,
  seats text[] not null,
  check (valid_until is null or valid_until >= valid_from)
);
create unique index service_name on relief.service (office_id, name) where withdrawn_at is null;
create index service_team on relief.service (team_id);
create table relief.service_order (
  matter_id uuid primary key references matter.matter,
  organisation_id uuid not null references region.organisation,
  service_id uuid not null references relief.service,
  team_id uuid references relief.team,
  channel text not null check (channel in ('enterprise', 'officer')),
  link_id uuid not null unique, -- by which the enterprise follows it
  outcome text check (outcome in ('confirmed', 'declined', 'withdrawn', 'timed-out')),
  delivered text check (char_length(delivered) between 1 and 2000),
  rating int check (rating between 1 and 5),
  words text check (char_length(words) <= 1000),
  recorded_at timestamptz not null,
  check ((rating is not null) = coalesce(outcome = 'confirmed', false)),
  check (words is null or rating is not null)
);
create index service_order_organisation on relief.service_order (organisation_id);
create index service_order_service on relief.service_order (service_id);
create index service_order_team on relief.service_order (team_id);
-- Ticked twice is ordered once: until it has ended, a service is on order for an enterprise at most once.
create unique index service_order_open on relief.service_order (organisation_id, service_id) where outcome is null;

alter table relief.team enable row level security;
alter table relief.team_member enable row level security;
alter table relief.service enable row level security;
alter table relief.service_order enable row level security;
create policy team_read on relief.team for select using (app.reads() && array['staff']);
create policy team_add on relief.team for insert with check (seats && app.writes());
create policy team_change on relief.team for update using (seats && app.writes()) with check (seats && app.writes());
create policy member_read on relief.team_member for select using (app.reads() && array['staff']);
create policy member_add on relief.team_member for insert with check (seats && app.writes());
create policy member_change on relief.team_member for update using (seats && app.writes()) with check (seats && app.writes());
create policy service_read on relief.service for select using (app.reads() && array['staff']);
create policy service_add on relief.service for insert with check (seats && app.writes());
create policy service_change on relief.service for update using (seats && app.writes()) with check (seats && app.writes());
create policy order_read on relief.service_order for select using (exists (select from matter.matter m where m.id = matter_id));
create policy order_add on relief.service_order for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy order_change on relief.service_order for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
grant select, insert, update on relief.team, relief.team_member, relief.service to tongzhou_app;
grant select, insert, update on relief.service_order to tongzhou_app, tongzhou_public;

-- Whose menu a report link opens, with those who care for the enterprise.
create function relief.menu_facts(hash bytea, wall timestamptz)
returns table (link_id uuid, id uuid, name text, "divisionCode" text, path text[], officers uuid[], offices uuid[])
language sql stable security definer set search_path = '' as $$
  select l.id, o.id, o.name, o.division_code, o.path,
    coalesce((select array_agg(p.account_id) from relief.pairing p where p.organisation_id = o.id and p.valid_until is null), '{}'),
    coalesce((select array_agg(distinct p.office_id) from relief.pairing p where p.organisation_id = o.id and p.valid_until is null), '{}')
  from matter.link l join region.organisation o on o.id = l.organisation_id
  where l.secret_hash = hash and l.purpose = 'report' and l.revoked_at is null and (l.expires_at is null or l.expires_at > wall)
    and o.ended_at is null
$$;
-- What the offices of an enterprise's place offer on a day: published for everybody there, so a link sees it too.
create function relief.menu_at(places text[], day date)
returns table (id uuid, name text, "nameEn" text, description text, subject text, days int, "officeId" uuid, office text, "officeEn" text,
  prefix text, "officeSubject" text, "teamId" uuid, team text, "leaderId" uuid, leader text)
language sql stable security definer set search_path = '' as $$
  select s.id, s.name, coalesce(nullif(s.name_en, ''), s.name), s.description, s.subject, s.days, o.id, o.name, o.name_en, o.prefix, o.subject,
    t.id, t.name, t.leader_id, a.display_name
  from relief.service s join region.office o on o.id = s.office_id
  left join relief.team t on t.id = s.team_id and t.valid_until is null left join auth.account a on a.id = t.leader_id
  where o.division_code = any(places) and o.valid_until is null and s.withdrawn_at is null
    and s.valid_from <= day and (s.valid_until is null or s.valid_until >= day)
  order by char_length(o.division_code) desc, o.id, s.position, s.name
$$;
-- The orders of the enterprise whose report link is shown, whoever made them.
create function relief.orders_by_link(hash bytea, wall timestamptz)
returns table (id uuid, number text, status text, "isOpen" boolean, "serviceId" uuid, name text, "nameEn" text, "linkId" uuid, version int,
  "openedAt" timestamptz, "dueAt" timestamptz, owner text, team text, office text, "officeEn" text, delivered text, rating int, reason text)
language sql stable security definer set search_path = '' as $$
  select m.id, m.number, m.status, m.is_open, s.id, s.name, coalesce(nullif(s.name_en, ''), s.name), r.link_id, m.version, m.opened_at,
    (select c.due_at from matter.clock c where c.matter_id = m.id and c.name = 'solve' order by c.started_at desc limit 1),
    a.display_name, t.name, o.name, o.name_en, r.delivered, r.rating,
    case when r.outcome = 'declined' then (select h.note from matter.history h where h.matter_id = m.id and h.action = 'decline' order by h.seq desc limit 1) end
  from matter.link l join relief.service_order r on r.organisation_id = l.organisation_id join matter.matter m on m.id = r.matter_id
  join relief.service s on s.id = r.service_id left join relief.team t on t.id = r.team_id
  left join auth.account a on a.id = m.owner_id left join region.office o on o.id = m.owner_office_id
  where l.secret_hash = hash and l.purpose = 'report' and l.revoked_at is null and (l.expires_at is null or l.expires_at > wall)
  order by m.opened_at desc, m.number desc limit 100
$$;
revoke all on function relief.menu_facts, relief.menu_at, relief.orders_by_link from public;
grant execute on function relief.menu_facts, relief.orders_by_link to tongzhou_public;
grant execute on function relief.menu_at to tongzhou_app, tongzhou_public;
