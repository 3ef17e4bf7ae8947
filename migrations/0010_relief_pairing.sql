-- Pairing 结对: service groups of a task force, absence and cover, who paired, and what is asked of all pairings at once.

-- Service groups 专项服务组 of a task force 专班.
create table relief.service_group (
  id uuid primary key,
  office_id uuid not null references region.office,
  name text not null check (char_length(name) between 1 and 60),
  name_en text not null check (char_length(name_en) between 1 and 120),
  subject text not null, -- of the offices: 'industry', 'transport', …
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until >= valid_from),
  recorded_at timestamptz not null,
  version int not null default 1,
  seats text[] not null
);
create unique index service_group_name on relief.service_group (office_id, name) where valid_until is null;
create table relief.group_member (
  id uuid primary key,
  group_id uuid not null references relief.service_group,
  account_id uuid not null references auth.account,
  part text not null check (part in ('leader', 'member')),
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until >= valid_from),
  recorded_at timestamptz not null,
  seats text[] not null
);
-- One leader a group, and one group an official: a pairing then knows its group.
create unique index group_one_leader on relief.group_member (group_id) where valid_until is null and part = 'leader';
create unique index group_once on relief.group_member (account_id) where valid_until is null;

-- Who is away from their enterprises until when, and who covers. No reason is kept.
create table relief.absence (
  id uuid primary key,
  account_id uuid not null references auth.account,
  cover_id uuid references auth.account check (cover_id <> account_id),
  absent_from timestamptz not null,
  absent_until timestamptz not null check (absent_until >= absent_from),
  recorded_by uuid references auth.account,
  recorded_at timestamptz not null,
  seats text[] not null,
  constraint absent_once exclude using gist (account_id with =, tstzrange(absent_from, absent_until) with &&)
);
create index absence_cover on relief.absence (cover_id);

alter table relief.pairing
  add column group_id uuid references relief.service_group,
  add column paired_by uuid references auth.account,
  add column ended_by uuid references auth.account;
create index pairing_group on relief.pairing (group_id) where valid_until is null;

alter table relief.service_group enable row level security;
alter table relief.group_member enable row level security;
alter table relief.absence enable row level security;
create policy group_read on relief.service_group for select using (app.reads() && array['staff']);
create policy group_add on relief.service_group for insert with check (seats && app.writes());
create policy group_change on relief.service_group for update using (seats && app.writes()) with check (seats && app.writes());
create policy member_read on relief.group_member for select using (app.reads() && array['staff']);
create policy member_add on relief.group_member for insert with check (seats && app.writes());
create policy member_change on relief.group_member for update using (seats && app.writes()) with check (seats && app.writes());
create policy absence_read on relief.absence for select using (app.reads() && array['staff']);
create policy absence_add on relief.absence for insert with check (seats && app.writes());
create policy absence_change on relief.absence for update using (seats && app.writes()) with check (seats && app.writes());
grant select, insert, update on relief.service_group, relief.group_member, relief.absence to tongzhou_app;

-- When an officer comes back who is away at a moment, and who covers: by delegation of the role, or as the absence
-- says. Who covers must be a liaison officer, and not away either.
create function relief.cover_of(of_account uuid, at timestamptz)
returns table (away_until timestamptz, cover_id uuid, cover_office_id uuid)
language sql stable security definer set search_path = '' as $$
  with away as (
    select h.valid_until as until, h.account_id as cover, h.office_id, 0 as rank from auth.role_holding h
    where h.delegated_by = of_account and h.role = 'liaison' and h.valid_from <= at and h.valid_until > at
    union all
    select a.absent_until, a.cover_id, null, 1 from relief.absence a
    where a.account_id = of_account and a.absent_from <= at and a.absent_until > at
  ), fit as (
    select w.cover, coalesce(w.office_id, h.office_id) as office_id from away w
    join auth.role_holding h on h.account_id = w.cover and h.role = 'liaison' and h.valid_from <= at
      and (h.valid_until is null or h.valid_until > at)
    where not exists (select from relief.absence b where b.account_id = w.cover and b.absent_from <= at and b.absent_until > at)
    order by w.rank, h.delegated_by nulls first, h.valid_from limit 1
  )
  select max(away.until), (select cover from fit), (select office_id from fit) from away having count(*) > 0
$$;
revoke all on function relief.cover_of from public;

-- Who cares for an enterprise at a moment, for staff and for whoever acts by a link of this enterprise.
create function relief.team(of_organisation uuid, at timestamptz)
returns table (part text, account_id uuid, office_id uuid, since timestamptz, away_until timestamptz, cover_id uuid, cover_office_id uuid)
language sql stable security definer set search_path = '' as $$
  select r.part, r.account_id, r.office_id, r.valid_from, c.away_until, c.cover_id, c.cover_office_id
  from relief.pairing r left join lateral relief.cover_of(r.account_id, at) c on true
  where r.organisation_id = of_organisation and r.valid_until is null
    and (app.reads() operator(pg_catalog.&&) array['staff']
      or exists (select from matter.link l where l.organisation_id = of_organisation and 'link:' || l.id = any(app.reads()))
      or exists (select from relief.problem p join matter.matter m on m.id = p.matter_id
        where p.organisation_id = of_organisation and m.seats operator(pg_catalog.&&) app.reads()))
  order by r.part desc, r.valid_from, r.id
$$;
revoke all on function relief.team from public;
grant execute on function relief.team to tongzhou_app, tongzhou_public;

-- Whether an official is away from an office, and who of that office stands in: what comes back to somebody on leave
-- must not wait for the return. Asked also where an enterprise acts by its link.
create function relief.stand_in(of_account uuid, of_office uuid, at timestamptz)
returns table (is_away boolean, cover_id uuid)
language sql stable security definer set search_path = '' as $$
  with cover as (
    select h.account_id from auth.role_holding h
    where h.delegated_by = of_account and h.office_id = of_office and h.valid_from <= at and h.valid_until > at
    order by h.role limit 1
  ), absence as (
    select a.cover_id from relief.absence a where a.account_id = of_account and a.absent_from <= at and a.absent_until > at
  )
  select exists (select from cover) or exists (select from absence)
      or exists (select from auth.account a where a.id = of_account and a.ended_at <= at),
    coalesce((select account_id from cover), (select b.cover_id from absence b where exists (select from auth.role_holding h
      where h.account_id = b.cover_id and h.office_id = of_office and h.valid_from <= at and (h.valid_until is null or h.valid_until > at))))
$$;
revoke all on function relief.stand_in from public;
grant execute on function relief.stand_in to tongzhou_app, tongzhou_public;

-- Who covers for the main officer of an enterprise now, for lists.
create function relief.covered_by(of_organisation uuid, at timestamptz) returns text
language sql stable security definer set search_path = '' as $$
  select a.display_name from relief.pairing r cross join lateral relief.cover_of(r.account_id, at) c
  join auth.account a on a.id = c.cover_id
  where r.organisation_id = of_organisation and r.valid_until is null and r.part = 'main'
    and app.reads() operator(pg_catalog.&&) array['staff']
$$;
revoke all on function relief.covered_by from public;
grant execute on function relief.covered_by to tongzhou_app;

-- Coverage by the divisions below a place, for all enterprises or one list: who has an officer, and of which level.
-- For the same readers as organisation_read, pairing_read and list_read have among staff.
create function relief.coverage(within text, of_list text, code_length int)
returns table (code text, enterprises int, paired int, city int, county int, town int, with_deputy int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return; end if;
  return query execute 'select left(g.division_code, $3), count(*)::int, count(r.id)::int,
      (count(*) filter (where length(o.division_code) <= 4))::int, (count(*) filter (where length(o.division_code) = 6))::int,
      (count(*) filter (where length(o.division_code) > 6))::int, count(d.organisation_id)::int
    from region.organisation g
    left join relief.pairing r on r.organisation_id = g.id and r.valid_until is null and r.part = ''main''
    left join region.office o on o.id = r.office_id
    left join (select distinct x.organisation_id from relief.pairing x where x.valid_until is null and x.part = ''deputy'') d
      on d.organisation_id = g.id
    where g.kind = ''enterprise'' and g.ended_at is null and g.division_code >= $1 and g.division_code < $1 || '':'''
    || case when of_list is null then '' else ' and exists (select from relief.list_member x
      where x.organisation_id = g.id and x.valid_until is null and x.list = $2)' end
    || ' group by 1 order by 1' using within, of_list, code_length;
end $$;
revoke all on function relief.coverage from public;
grant execute on function relief.coverage to tongzhou_app;

-- What each liaison officer of a place carries. Problems are counted as matter_read lets the reader see them.
create function relief.workload(within text, at timestamptz)
returns table (account_id uuid, name text, office_id uuid, office text, office_en text, division_code text,
  main int, deputy int, open int, overdue int, away_until timestamptz, cover text, group_id uuid)
language sql stable security definer set search_path = '' as $$
  with officer as (
    select distinct on (h.account_id) h.account_id, h.office_id, o.name, o.name_en, o.division_code
    from auth.role_holding h join region.office o on o.id = h.office_id
    where h.role = 'liaison' and h.delegated_by is null and h.valid_from <= at and (h.valid_until is null or h.valid_until > at)
      and o.division_code >= within and o.division_code < within || ':'
    order by h.account_id, h.valid_from
  ), load as (
    select r.account_id, (count(*) filter (where r.part = 'main'))::int as main,
      (count(*) filter (where r.part = 'deputy'))::int as deputy
    from relief.pairing r where r.valid_until is null group by 1
  ), problem as (
    select r.account_id, count(*)::int as open, (count(*) filter (where m.due_at < at))::int as overdue
    from relief.problem p join matter.matter m on m.id = p.matter_id
    join relief.pairing r on r.organisation_id = p.organisation_id and r.valid_until is null and r.part = 'main'
    where p.outcome is null and m.seats operator(pg_catalog.&&) app.reads() group by 1
  )
  select f.account_id, a.display_name, f.office_id, f.name, f.name_en, f.division_code, coalesce(l.main, 0), coalesce(l.deputy, 0),
    coalesce(p.open, 0), coalesce(p.overdue, 0), c.away_until, (select x.display_name from auth.account x where x.id = c.cover_id),
    (select m.group_id from relief.group_member m where m.account_id = f.account_id and m.valid_until is null)
  from officer f join auth.account a on a.id = f.account_id and a.ended_at is null
  left join load l on l.account_id = f.account_id left join problem p on p.account_id = f.account_id
  left join lateral relief.cover_of(f.account_id, at) c on true
  where app.reads() operator(pg_catalog.&&) array['staff']
  order by f.division_code, f.name, a.display_name, f.account_id
$$;
revoke all on function relief.workload from public;
grant execute on function relief.workload to tongzhou_app;
