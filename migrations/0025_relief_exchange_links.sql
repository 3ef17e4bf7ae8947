-- An enterprise says by its report link what it needs and offers, and answers what concerns it. A need, an offer and the
-- contact of each have a seat of their own (need:, offer:, contact:): a call by a link is given that of the one row that
-- it may touch, and nobody holds one otherwise.
alter table relief.need add column link_id uuid references matter.link; -- by which it was said; its code opens contacts
create unique index need_link on relief.need (link_id);
alter table relief.offer add column link_id uuid references matter.link,
  add column list_key text check (char_length(list_key) between 1 and 60); -- its number in a list of the office
create unique index offer_link on relief.offer (link_id);
create unique index offer_listed on relief.offer (office_id, list_key);
alter table relief.offer_contact add column ended_at timestamptz; -- another one followed
create unique index offer_contact_one on relief.offer_contact (offer_id) where ended_at is null;

create table relief.need_contact (
  need_id uuid not null references relief.need,
  person_id uuid not null references region.person,
  seats text[] not null,
  primary key (need_id, person_id)
);
alter table relief.need_contact enable row level security;
create policy need_contact_read on relief.need_contact for select using (seats && app.reads());
create policy need_contact_add on relief.need_contact for insert with check (seats && app.writes());
grant select on relief.need_contact to tongzhou_app;
grant insert on relief.need_contact, relief.offer_contact to tongzhou_public;

update matter.matter set seats = seats || ('need:' || id) where kind = 'need';
update relief.offer set seats = seats || ('offer:' || id);
update relief.reservation set seats = seats || ('need:' || need_id) || ('offer:' || offer_id);

create policy offer_read_own on relief.offer for select to tongzhou_public using (seats && app.reads());
create policy reservation_read_own on relief.reservation for select to tongzhou_public using (seats && app.reads());
create policy offer_contact_change on relief.offer_contact for update using (seats && app.writes()) with check (seats && app.writes());
grant select, insert, update on relief.need, relief.offer to tongzhou_public;
grant select, update on relief.reservation to tongzhou_public;
grant update on relief.offer_contact to tongzhou_app;
grant execute on function relief.lapse to tongzhou_public;

alter table app.import drop constraint import_kind_check,
  add constraint import_kind_check check (kind in ('enterprises', 'offices', 'accounts', 'pairings', 'offers'));

-- The enterprise whose report link is shown.
create function relief.firm_of_link(hash bytea, wall timestamptz) returns table (link_id uuid, organisation_id uuid)
language sql stable security definer set search_path = '' as $$
  select l.id, l.organisation_id from matter.link l
  where l.secret_hash = hash and l.purpose = 'report' and l.revoked_at is null and (l.expires_at is null or l.expires_at > wall)
$$;
-- Its needs and offers, whoever entered them; nobody else's, and no contact.
create function relief.needs_by_link(hash bytea, wall timestamptz, business timestamptz)
returns table (id uuid, number text, status text, "isOpen" boolean, version int, "openedAt" timestamptz, owner text, office text, "officeEn" text,
  kind text, unit text, words text, specification text, "testHours" int, "closedLoopBus" boolean, quantity int, reserved int, confirmed int,
  delivered int, "fromOn" date, "untilOn" date)
language sql stable security definer set search_path = '' as $$
  select m.id, m.number, m.status, m.is_open, m.version, m.opened_at, a.display_name, o.name, o.name_en, n.kind, n.unit, n.words,
    n.specification, n.test_hours, n.closed_loop_bus, n.quantity, n.reserved - coalesce((select sum(r.quantity)::int from relief.reservation r
      where r.need_id = n.matter_id and r.state = 'reserved' and r.hold_until <= business), 0), n.confirmed, n.delivered, n.from_on, n.until_on
  from relief.firm_of_link(hash, wall) f join relief.need n on n.organisation_id = f.organisation_id
  join matter.matter m on m.id = n.matter_id left join auth.account a on a.id = m.owner_id left join region.office o on o.id = m.owner_office_id
  order by m.is_open desc, m.opened_at desc, m.id desc limit 50
$$;
create function relief.offers_by_link(hash bytea, wall timestamptz, business timestamptz)
returns table (id uuid, version int, withdrawn boolean, office text, "officeEn" text, kind text, unit text, words text, specification text,
  "testHours" int, "closedLoopBus" boolean, quantity int, reserved int, confirmed int, "fromOn" date, "untilOn" date)
language sql stable security definer set search_path = '' as $$
  select x.id, x.version, x.withdrawn_at is not null, o.name, o.name_en, x.kind, x.unit, x.words, x.specification, x.test_hours, x.closed_loop_bus,
    x.quantity, x.reserved - coalesce((select sum(r.quantity)::int from relief.reservation r
      where r.offer_id = x.id and r.state = 'reserved' and r.hold_until <= business), 0), x.confirmed, x.from_on, x.until_on
  from relief.firm_of_link(hash, wall) f join relief.offer x on x.organisation_id = f.organisation_id
  join region.office o on o.id = x.office_id
  order by x.withdrawn_at is null desc, x.recorded_at desc, x.id desc limit 50
$$;
-- What is reserved for these or of these, and of the other side what one needs to get in touch: name, town, days.
create function relief.reservations_by_link(hash bytea, wall timestamptz, business timestamptz)
returns table (id uuid, side text, "needId" uuid, "needNumber" text, "offerId" uuid, quantity int, state text, "holdUntil" timestamptz,
  reason text, delivered int, other text, "otherEn" text, place text, offerer text, "fromOn" date, "untilOn" date,
  "hasContact" boolean)
language sql stable security definer set search_path = '' as $$
  select r.id, s.side, r.need_id, m.number, r.offer_id, r.quantity,
    case when r.state = 'reserved' and r.hold_until <= business then 'lapsed' else r.state end, r.hold_until, r.reason, r.delivered,
    case s.side when 'need' then coalesce(og.name, p.name) else ng.name end,
    case s.side when 'need' then coalesce(og.name, p.name_en) else ng.name end,
    d.name, coalesce(og.name, p.name),
    case s.side when 'need' then x.from_on else n.from_on end, case s.side when 'need' then x.until_on else n.until_on end,
    (r.state = 'confirmed' or r.state = 'reserved' and r.hold_until > business) and exists (select from region.person c
      where c.destroyed_at is null and case s.side
        when 'need' then c.seats @> array['contact:' || x.id] and c.id = (select k.person_id from relief.offer_contact k where k.offer_id = x.id and k.ended_at is null)
        else c.seats @> array['contact:' || n.matter_id] and c.id = (select k.person_id from relief.need_contact k where k.need_id = n.matter_id limit 1) end)
  from relief.firm_of_link(hash, wall) f
  join relief.reservation r on r.id in (
    select q.id from relief.need w join relief.reservation q on q.need_id = w.matter_id where w.organisation_id = f.organisation_id
    union select q.id from relief.offer w join relief.reservation q on q.offer_id = w.id where w.organisation_id = f.organisation_id)
  join relief.need n on n.matter_id = r.need_id join relief.offer x on x.id = r.offer_id join matter.matter m on m.id = n.matter_id
  join region.organisation ng on ng.id = n.organisation_id left join region.organisation og on og.id = x.organisation_id
  join region.office p on p.id = x.office_id
  cross join lateral (select case when n.organisation_id = f.organisation_id then 'need' else 'offer' end as side) s
  join region.division d on d.code = case s.side when 'need' then x.division_code else m.division_code end
  order by r.recorded_at desc, r.id desc limit 200
$$;

-- The keys of one need, one offer, or of both where something of the one is reserved for the other: for the enterprise
-- of one of the two. The keys come from the rows, never from the caller.
create function relief.enter_exchange(hash bytea, wall timestamptz, of_need uuid, of_offer uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare firm record; keys text;
begin
  select * into firm from relief.firm_of_link(hash, wall);
  if firm.link_id is null or not (
      exists (select from relief.need n where n.matter_id = of_need and n.organisation_id = firm.organisation_id)
      or exists (select from relief.offer x where x.id = of_offer and x.organisation_id = firm.organisation_id))
    or of_need is not null and of_offer is not null
      and not exists (select from relief.reservation r where r.need_id = of_need and r.offer_id = of_offer) then return null;
  end if;
  keys := concat_ws(',', 'link:' || firm.link_id, 'need:' || of_need, 'offer:' || of_offer);
  execute format('set local app.actor to %L', 'link:' || firm.link_id);
  execute format('set local app.read to %L', 'anyone,' || keys);
  execute format('set local app.write to %L', keys);
  return firm.link_id;
end $$;

-- Whom to call on the other side of a reservation that stands, where that side wants to be called: only with the code that
-- was given to whoever said the own side, for the link alone hangs at the gate.
create function relief.enter_contact(hash bytea, code bytea, of_reservation uuid, wall timestamptz, business timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare firm record; found uuid; other uuid;
begin
  select * into firm from relief.firm_of_link(hash, wall);
  select case when n.organisation_id = firm.organisation_id then x.id else n.matter_id end,
      case when n.organisation_id = firm.organisation_id then (select k.person_id from relief.offer_contact k where k.offer_id = x.id and k.ended_at is null)
        else (select k.person_id from relief.need_contact k where k.need_id = n.matter_id limit 1) end
    into other, found
  from relief.reservation r join relief.need n on n.matter_id = r.need_id join relief.offer x on x.id = r.offer_id
  join matter.link c on c.id = case when n.organisation_id = firm.organisation_id then n.link_id else x.link_id end
  where r.id = of_reservation and firm.organisation_id in (n.organisation_id, x.organisation_id)
    and (r.state = 'confirmed' or r.state = 'reserved' and r.hold_until > business)
    and c.secret_hash = code and c.revoked_at is null;
  if not exists (select from region.person p where p.id = found and p.seats @> array['contact:' || other]) then return null; end if;
  execute format('set local app.actor to %L', 'link:' || firm.link_id);
  execute format('set local app.read to %L', 'anyone,link:' || firm.link_id || ',contact:' || other);
  execute format('set local app.write to %L', 'link:' || firm.link_id);
  return found;
end $$;
revoke all on function relief.firm_of_link, relief.needs_by_link, relief.offers_by_link, relief.reservations_by_link, relief.enter_exchange,
  relief.enter_contact from public;
grant execute on function relief.needs_by_link, relief.offers_by_link, relief.reservations_by_link, relief.enter_exchange,
  relief.enter_contact to tongzhou_public;
