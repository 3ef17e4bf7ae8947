-- Seats that follow offices and people.

create function region.reseat_person(person uuid, gone text[], come text[]) returns void
language sql set search_path = '' as $$
  update region.person p set seats = array(select distinct s from unnest(p.seats || come) s where s <> all (gone)) where p.id = person;
  update region.person_key p set seats = array(select distinct s from unnest(p.seats || come) s where s <> all (gone)) where p.person_id = person;
  update region.person_value p set seats = array(select distinct s from unnest(p.seats || come) s where s <> all (gone)) where p.person_id = person;
  update region.person_token p set seats = array(select distinct s from unnest(p.seats || come) s where s <> all (gone)) where p.person_id = person;
$$;

-- Which office leads a problem now also is the one that asks others for its sake, whatever verb moved it. The one before
-- keeps its seat. An office that was asked and then leads goes on answering: that request stays the other's.
create function relief.seat_lead() returns trigger
language plpgsql security definer set search_path = '' as $$
declare come text := 'office:' || new.owner_office_id; asked record;
begin
  for asked in
    update relief.request r set office_id = new.owner_office_id from matter.matter m
      where m.id = r.matter_id and m.parent_id = new.id and m.kind = 'request' and m.is_open
        and r.asked_office_id is distinct from new.owner_office_id
      returning r.matter_id, r.person_id
  loop
    update matter.matter m set seats = array(select distinct s from unnest(m.seats || come) s),
      owner_office_id = case when m.owner_office_id = old.owner_office_id then new.owner_office_id else m.owner_office_id end,
      owner_id = case when m.owner_office_id = old.owner_office_id then null else m.owner_id end
      where m.id = asked.matter_id;
    update matter.link l set seats = array(select distinct s from unnest(l.seats || come) s)
      where l.matter_id = asked.matter_id and l.purpose = 'party';
    perform region.reseat_person(asked.person_id, '{}', array[come]);
  end loop;
  return null;
end $$;
create trigger seat_lead after update of owner_office_id on matter.matter for each row
  when (new.kind <> 'request' and new.owner_office_id is distinct from old.owner_office_id and new.owner_office_id is not null)
  execute function relief.seat_lead();

-- Who examined a confidential report and came to the named office, its place or below, or left the service, has no seat any
-- more. When nobody is left, those above are found anew.
create function relief.reseat_examiners(account uuid, business timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare report record; kept text[]; gone text[];
begin
  for report in
    select m.id, m.seats, m.owner_id, c.named_office_id, c.person_id, o.division_code as code
    from matter.matter m join relief.confidential c on c.matter_id = m.id join region.office o on o.id = c.named_office_id
    where m.seats @> array['account:' || account]
  loop
    select coalesce(array_agg('account:' || a.id order by a.id), '{}') into kept from auth.account a
      where report.seats @> array['account:' || a.id] and a.ended_at is null and not exists (
        select from auth.role_holding r join region.office f on f.id = r.office_id
        where r.account_id = a.id and (r.valid_until is null or r.valid_until > business)
          and (f.id = report.named_office_id or (char_length(report.code) > 2 and f.path @> array[report.code])));
    gone := array(select s from unnest(report.seats) s where s like 'account:%' and s <> all (kept));
    if gone = '{}' then continue; end if;
    if kept = '{}' then
      select coalesce(array_agg('account:' || e.account_id order by e.account_id), '{}') into kept
        from relief.examiners_of(report.named_office_id, business) e;
    end if;
    update matter.matter m set
      seats = kept || array(select s from unnest(m.seats) s where s not like 'account:%'),
      owner_id = case when 'account:' || m.owner_id = any (kept) then m.owner_id else substr(kept[1], 9)::uuid end
      where m.id = report.id;
    perform region.reseat_person(report.person_id, gone, kept);
  end loop;
end $$;
create function relief.examiner_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'account' then perform relief.reseat_examiners(new.id, new.ended_at);
  else perform relief.reseat_examiners(new.account_id, new.valid_from); end if;
  return null;
end $$;
create trigger examiner_joined after insert on auth.role_holding for each row execute function relief.examiner_changed();
create trigger examiner_ended after update of ended_at on auth.account for each row
  when (new.ended_at is not null and old.ended_at is null) execute function relief.examiner_changed();
revoke all on function region.reseat_person, relief.seat_lead, relief.reseat_examiners, relief.examiner_changed from public;
