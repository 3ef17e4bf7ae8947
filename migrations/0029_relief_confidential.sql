-- Who examines a confidential report, when offices merge and when nobody was left.

-- A named office, and the offices into which it was merged since: they answer for it now.
create function relief.office_line(named uuid) returns uuid[]
language sql stable set search_path = '' as $$
  with recursive line as (
    select o.id, o.successor_id from region.office o where o.id = named
    union select s.id, s.successor_id from region.office s join line on s.id = line.successor_id
  )
  select array_agg(id) from line
$$;

-- Whoever holds a role there, at the named office's place or below it. At the top level the offices alone are meant.
create function relief.stands_near(account uuid, named uuid, business timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from auth.role_holding r join region.office f on f.id = r.office_id, region.office n
    where n.id = named and r.account_id = account and (r.valid_until is null or r.valid_until > business)
      and (f.id = any(relief.office_line(named)) or (char_length(n.division_code) > 2 and f.path @> array[n.division_code])))
$$;

create or replace function relief.examiners_of(named uuid, business timestamptz)
returns table (account_id uuid, office_id uuid, division_code text)
language sql stable security definer set search_path = '' as $$
  with able as (
    select r.account_id, r.office_id, o.division_code, r.role
    from region.office n join region.office o on o.division_code = any(n.path)
        and (o.division_code <> n.division_code or char_length(n.division_code) = 2)
      join auth.role_holding r on r.office_id = o.id join auth.account a on a.id = r.account_id
    where n.id = named and r.role in ('supervisor', 'leader') and r.delegated_by is null and a.ended_at is null
      and o.valid_until is null and r.valid_from <= business and (r.valid_until is null or r.valid_until > business)
      and not relief.stands_near(r.account_id, named, business)
  ),
  ranked as (select *, dense_rank() over (order by char_length(able.division_code) desc, able.role desc) as place from able)
  select distinct on (ranked.account_id) ranked.account_id, ranked.office_id, ranked.division_code from ranked where ranked.place = 1
  order by ranked.account_id, ranked.office_id
$$;

-- Takes the seats of those who left the service or stand near now. When nobody is left, those above are found anew; when
-- there are none, nobody sees it until somebody comes.
create function relief.reseat_report(report uuid, business timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare found record; kept text[]; gone text[];
begin
  select m.seats, m.owner_id, c.named_office_id, c.person_id into strict found
    from matter.matter m join relief.confidential c on c.matter_id = m.id where m.id = report for update of m;
  select coalesce(array_agg('account:' || a.id order by a.id), '{}') into kept from auth.account a
    where found.seats @> array['account:' || a.id] and a.ended_at is null
      and not relief.stands_near(a.id, found.named_office_id, business);
  gone := array(select s from unnest(found.seats) s where s like 'account:%' and s <> all (kept));
  if kept = '{}' then
    select coalesce(array_agg('account:' || e.account_id order by e.account_id), '{}') into kept
      from relief.examiners_of(found.named_office_id, business) e;
  elsif gone = '{}' then
    return;
  end if;
  update matter.matter m set
    seats = kept || array(select s from unnest(m.seats) s where s not like 'account:%'),
    owner_id = case when 'account:' || m.owner_id = any (kept) then m.owner_id else substr(kept[1], 9)::uuid end
    where m.id = report;
  perform region.reseat_person(found.person_id, gone, kept);
end $$;

create or replace function relief.reseat_examiners(account uuid, business timestamptz) returns void
language sql security definer set search_path = '' as $$
  select relief.reseat_report(m.id, business)
  from matter.matter m join relief.confidential c on c.matter_id = m.id
  where m.seats @> array['account:' || account]
    or (m.is_open and not exists (select from unnest(m.seats) s where s like 'account:%'))
$$;

-- What named an office that is merged now is examined by nobody of its successor.
create function relief.reseat_named(merged uuid, business timestamptz) returns void
language sql security definer set search_path = '' as $$
  select relief.reseat_report(c.matter_id, business) from relief.confidential c
  where merged = any (relief.office_line(c.named_office_id))
$$;

revoke all on function relief.office_line, relief.stands_near, relief.reseat_report, relief.reseat_named from public;
grant execute on function relief.office_line, relief.stands_near, relief.reseat_named to tongzhou_app;
grant execute on function relief.office_line to tongzhou_public;

-- Holds an office as it stands until the transaction ends: nothing is opened for one that is being dissolved, where its
-- successor would never see it. Whoever comes too late begins anew, and finds the successor.
create function region.hold_office(office uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from region.office o where o.id = office and o.valid_until is null for share;
  if not found then raise exception 'The office % has ended meanwhile.', office using errcode = '40001'; end if;
end $$;
revoke all on function region.hold_office from public;
grant execute on function region.hold_office to tongzhou_app, tongzhou_public;
