-- Requests 协调函 to another office or outside body, the links by which a body without account answers, and confidential
-- reports.

-- A line or file is for all who see the matter, for staff, or for one office alone: then its audience is that key.
alter table matter.history drop constraint history_audience_check,
  add check (audience in ('all', 'staff') or audience like 'office:%');
alter table matter.attachment drop constraint attachment_audience_check,
  add check (audience in ('all', 'staff') or audience like 'office:%');
drop policy history_read on matter.history;
create policy history_read on matter.history for select
  using (exists (select from matter.matter m where m.id = matter_id) and (audience = 'all' or app.reads() && array[audience]));
drop policy attachment_read on matter.attachment;
create policy attachment_read on matter.attachment for select
  using (exists (select from matter.matter m where m.id = matter_id) and (audience = 'all' or app.reads() && array[audience]));

-- A party's link opens on devices only to which its code was given by telephone: who was sent the link on sees nothing.
alter table matter.link
  add column code_no int not null default 0,
  add column code_hash bytea,
  add column code_failures int not null default 0,
  add column code_used_at timestamptz; -- wall time; a code is good for one device
create table matter.link_device (
  id uuid primary key,
  link_id uuid not null references matter.link,
  token_hash bytea not null,
  agent text not null check (agent in ('phone', 'computer')),
  address_mark text not null, -- tells two addresses apart, and no more
  bound_at timestamptz not null, -- wall time, as all of a link's
  seen_at timestamptz not null,
  revoked_at timestamptz,
  unique (link_id, token_hash)
);
-- Who opened it, by day: strangers and wrong codes are counted, not listed.
create table matter.link_opening (
  link_id uuid not null references matter.link,
  what text not null check (what in ('opened', 'bound', 'stranger', 'wrong-code')),
  address_mark text not null,
  on_day date not null,
  times int not null default 1,
  last_at timestamptz not null,
  primary key (link_id, what, address_mark, on_day)
);
alter table matter.link_device enable row level security;
alter table matter.link_opening enable row level security;
create policy link_device_read on matter.link_device for select
  using (app.reads() && array['staff'] and exists (select from matter.link l where l.id = link_id));
create policy link_device_change on matter.link_device for update
  using (exists (select from matter.link l where l.id = link_id and l.seats && app.writes()))
  with check (exists (select from matter.link l where l.id = link_id and l.seats && app.writes()));
create policy link_opening_read on matter.link_opening for select
  using (app.reads() && array['staff'] and exists (select from matter.link l where l.id = link_id));
grant select (code_no, code_failures, code_used_at) on matter.link to tongzhou_app, tongzhou_public;
grant update (code_no, code_hash, code_failures, code_used_at) on matter.link to tongzhou_app;
grant select (id, link_id, agent, address_mark, bound_at, seen_at, revoked_at), update (revoked_at) on matter.link_device to tongzhou_app;
grant select on matter.link_opening to tongzhou_app;

-- As before, but that a party's link gives no key by its secret alone.
create or replace function app.enter_link(hash bytea, wall timestamptz)
returns table (link_id uuid, purpose text, matter_id uuid, organisation_id uuid, party_id uuid)
language plpgsql security definer set search_path = '' as $$
declare found_link matter.link;
begin
  select * into found_link from matter.link l where l.secret_hash = hash and l.revoked_at is null and l.purpose <> 'party'
    and (l.expires_at is null or l.expires_at > wall);
  execute format('set local app.actor to %L', case when found_link.id is null then '' else 'link:' || found_link.id end);
  execute format('set local app.read to %L', case when found_link.id is null then 'anyone' else 'anyone,link:' || found_link.id end);
  execute format('set local app.write to %L', case when found_link.id is null then '' else 'link:' || found_link.id end);
  if found_link.id is not null then
    return query select found_link.id, found_link.purpose, found_link.matter_id, found_link.organisation_id, found_link.party_id;
  end if;
end $$;
-- A party enters by its link's secret and a device that was bound. `stranger`: the link stands, the device is not bound.
create function app.enter_party(hash bytea, device_hash bytea, mark text, wall timestamptz)
returns table (outcome text, link_id uuid, matter_id uuid)
language plpgsql security definer set search_path = '' as $$
declare found_link matter.link; is_bound boolean;
begin
  select * into found_link from matter.link l where l.secret_hash = hash and l.purpose = 'party' and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > wall);
  if found_link.id is null then
    execute 'set local app.actor to ''''';
    execute 'set local app.read to ''anyone''';
    execute 'set local app.write to ''''';
    return;
  end if;
  update matter.link_device d set seen_at = wall
    where d.link_id = found_link.id and d.token_hash = device_hash and d.revoked_at is null;
  is_bound := found;
  execute format('set local app.actor to %L', case when is_bound then 'link:' || found_link.id else '' end);
  execute format('set local app.read to %L', case when is_bound then 'anyone,link:' || found_link.id else 'anyone' end);
  execute format('set local app.write to %L', case when is_bound then 'link:' || found_link.id else '' end);
  insert into matter.link_opening as o values (found_link.id, case when is_bound then 'opened' else 'stranger' end, mark, wall::date, 1, wall)
    on conflict on constraint link_opening_pkey do update set times = o.times + 1, last_at = wall;
  if is_bound then return query select 'opened'::text, found_link.id, found_link.matter_id;
  else return query select 'stranger'::text, found_link.id, null::uuid; end if;
end $$;
-- Binds a device by the code. Five wrong codes close it until the sender gives a new one. A device that is bound already
-- stays so: the same submission may come twice.
create function app.bind_party(hash bytea, code bytea, device_id uuid, device_hash bytea, with_agent text, mark text, wall timestamptz)
returns table (outcome text, matter_id uuid, office_id uuid)
language plpgsql security definer set search_path = '' as $$
declare found_link matter.link; result text; sender uuid;
begin
  select * into found_link from matter.link l where l.secret_hash = hash and l.purpose = 'party' and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > wall) for update;
  if found_link.id is null then return; end if;
  select substr(seat, 8)::uuid into sender from unnest(found_link.seats) seat where seat like 'office:%' limit 1;
  if exists (select from matter.link_device d where d.link_id = found_link.id and d.token_hash = device_hash and d.revoked_at is null) then
    return query select 'bound'::text, found_link.matter_id, sender;
    return;
  end if;
  if found_link.code_hash is null or found_link.code_used_at is not null or found_link.code_failures >= 5 then
    return query select 'closed'::text, found_link.matter_id, sender;
    return;
  end if;
  if found_link.code_hash = code then
    update matter.link set code_used_at = wall, code_failures = 0 where id = found_link.id;
    insert into matter.link_device (id, link_id, token_hash, agent, address_mark, bound_at, seen_at)
      values (device_id, found_link.id, device_hash, with_agent, mark, wall, wall)
      on conflict on constraint link_device_link_id_token_hash_key do update set revoked_at = null, bound_at = wall, seen_at = wall;
    result := 'bound';
  else
    update matter.link set code_failures = code_failures + 1 where id = found_link.id;
    result := 'wrong-code';
  end if;
  insert into matter.link_opening as o values (found_link.id, result, mark, wall::date, 1, wall)
    on conflict on constraint link_opening_pkey do update set times = o.times + 1, last_at = wall;
  return query select result, found_link.matter_id, sender;
end $$;
revoke all on function app.enter_party, app.bind_party from public;
grant execute on function app.enter_party, app.bind_party to tongzhou_public;

-- How long a reply may take, where no day is asked for: a dated plain table.
create table relief.request_term (
  reach text not null check (reach in ('same-city', 'other-city', 'outside')),
  unit text not null check (unit in ('working-days', 'hours')),
  amount int not null check (amount > 0),
  version text not null,
  valid_from date not null,
  valid_until date,
  primary key (reach, valid_from),
  exclude using gist (reach with =, daterange(valid_from, valid_until) with &&)
);
insert into relief.request_term (reach, unit, amount, version, valid_from) values
  ('same-city', 'working-days', 2, 'request-2022-04', '2022-04-18'),
  ('other-city', 'working-days', 3, 'request-2022-04', '2022-04-18'),
  ('outside', 'working-days', 5, 'request-2022-04', '2022-04-18');

create table relief.request (
  matter_id uuid primary key references matter.matter,
  office_id uuid not null references region.office, -- that asks
  asked_office_id uuid references region.office,
  outside_name text check (char_length(outside_name) between 1 and 100),
  person_id uuid references region.person, -- the named contact of an outside body
  asked text not null check (char_length(asked) between 1 and 4000),
  reply text,
  replied_at timestamptz,
  replied_by text check (replied_by in ('office', 'link', 'hand')),
  declines int not null default 0 check (declines <= 2),
  chased int not null default 0,
  recorded_at timestamptz not null,
  check (num_nonnulls(asked_office_id, outside_name) = 1),
  check (asked_office_id is null or asked_office_id <> office_id),
  check ((replied_at is null) = (replied_by is null)),
  check (replied_at is null or reply is not null)
);
create index request_office on relief.request (office_id);
create index request_asked on relief.request (asked_office_id) where asked_office_id is not null;

-- A report about an office. Its matter's seats are those of single people above: no office's, no division's.
create table relief.confidential (
  matter_id uuid primary key references matter.matter,
  named_office_id uuid not null references region.office,
  by_kind text not null check (by_kind in ('enterprise', 'official')),
  organisation_id uuid references region.organisation,
  person_id uuid references region.person, -- who reports, where they said so
  description text not null check (char_length(description) between 1 and 4000),
  finding text,
  recorded_at timestamptz not null
);

alter table relief.request_term enable row level security;
alter table relief.request enable row level security;
alter table relief.confidential enable row level security;
create policy request_term_read on relief.request_term for select using (app.reads() && array['staff']);
create policy request_read on relief.request for select using (exists (select from matter.matter m where m.id = matter_id));
create policy request_add on relief.request for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy request_change on relief.request for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy confidential_read on relief.confidential for select using (exists (select from matter.matter m where m.id = matter_id));
create policy confidential_add on relief.confidential for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy confidential_change on relief.confidential for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
grant select on relief.request_term to tongzhou_app;
grant select, insert, update on relief.request to tongzhou_app;
grant select, update on relief.request to tongzhou_public;
grant select, insert, update on relief.confidential to tongzhou_app, tongzhou_public;

-- Who examines a report about an office: supervisors, else leaders, of the nearest level above who hold no role in the
-- office, its division or below it. At the top level: the others of that level.
create function relief.examiners_of(named uuid, business timestamptz)
returns table (account_id uuid, office_id uuid, division_code text)
language sql stable security definer set search_path = '' as $$
  with of_office as (select o.division_code as code, o.path from region.office o where o.id = named),
  near as (
    select distinct r.account_id from auth.role_holding r join region.office o on o.id = r.office_id, of_office n
    where (r.valid_until is null or r.valid_until > business)
      and (o.id = named or (char_length(n.code) > 2 and o.path operator(pg_catalog.@>) array[n.code]))
  ),
  able as (
    select r.account_id, r.office_id, o.division_code, r.role from auth.role_holding r
      join region.office o on o.id = r.office_id join auth.account a on a.id = r.account_id, of_office n
    where r.role in ('supervisor', 'leader') and r.delegated_by is null and a.ended_at is null and o.valid_until is null
      and r.valid_from <= business and (r.valid_until is null or r.valid_until > business)
      and o.division_code = any(n.path) and (o.division_code <> n.code or char_length(n.code) = 2)
      and r.account_id not in (select account_id from near)
  ),
  ranked as (select *, dense_rank() over (order by char_length(able.division_code) desc, able.role desc) as place from able)
  select distinct on (ranked.account_id) ranked.account_id, ranked.office_id, ranked.division_code from ranked where ranked.place = 1
  order by ranked.account_id, ranked.office_id
$$;
revoke all on function relief.examiners_of from public;
grant execute on function relief.examiners_of to tongzhou_app, tongzhou_public;
