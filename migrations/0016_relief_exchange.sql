-- Needs and offers 供需对接: what an enterprise needs is a matter; what others offer are plain rows; a reservation joins two.
create table relief.need (
  matter_id uuid primary key references matter.matter,
  organisation_id uuid not null references region.organisation,
  kind text not null check (kind in ('part', 'workers', 'transport', 'material', 'place')),
  unit text not null check (unit in ('pieces', 'persons', 'vehicles', 'tonnes', 'square-metres')),
  words text not null check (char_length(words) between 1 and 2000),
  specification text not null default '' check (char_length(specification) <= 80),
  test_hours int check (test_hours between 1 and 168), -- a test not older than that
  closed_loop_bus boolean not null default false,
  quantity int not null check (quantity > 0),
  reserved int not null default 0 check (reserved >= 0),
  confirmed int not null default 0 check (confirmed >= 0),
  delivered int not null default 0 check (delivered >= 0),
  longitude double precision not null,
  latitude double precision not null,
  from_on date not null,
  until_on date not null,
  recorded_at timestamptz not null,
  check (until_on >= from_on),
  check (kind = 'workers' or test_hours is null),
  constraint need_covered check (reserved + confirmed <= quantity) -- what is found twice would be paid twice
);
create index need_organisation on relief.need (organisation_id);

create table relief.offer (
  id uuid primary key,
  organisation_id uuid references region.organisation, -- another enterprise's,
  office_id uuid not null references region.office, -- or the labour pool of the office that keeps the offer
  kind text not null check (kind in ('part', 'workers', 'transport', 'material', 'place')),
  unit text not null check (unit in ('pieces', 'persons', 'vehicles', 'tonnes', 'square-metres')),
  words text not null check (char_length(words) between 1 and 2000),
  specification text not null default '' check (char_length(specification) <= 80),
  test_hours int check (test_hours between 1 and 168),
  closed_loop_bus boolean not null default false,
  quantity int not null check (quantity > 0),
  reserved int not null default 0 check (reserved >= 0),
  confirmed int not null default 0 check (confirmed >= 0),
  price_fen bigint check (price_fen >= 0), -- of a unit
  division_code text not null references region.division,
  longitude double precision not null,
  latitude double precision not null,
  from_on date not null,
  until_on date not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  version int not null default 1,
  seats text[] not null,
  check (until_on >= from_on),
  -- Never more than offered, whoever asks and however often.
  constraint offer_covered check (reserved + confirmed <= quantity)
);
create index offer_near on relief.offer using gist (kind, point(longitude, latitude)) where withdrawn_at is null;
create index offer_specified on relief.offer (kind, specification, until_on) where withdrawn_at is null;
create index offer_newest on relief.offer (recorded_at desc, id desc) where withdrawn_at is null;
create index offer_recorded on relief.offer (division_code, recorded_at);
create index offer_organisation on relief.offer (organisation_id);
create index offer_office on relief.offer (office_id);

-- Whom to call is not for everybody who may see the offer.
create table relief.offer_contact (
  offer_id uuid not null references relief.offer,
  person_id uuid not null references region.person,
  seats text[] not null,
  primary key (offer_id, person_id)
);

create table relief.reservation (
  id uuid primary key,
  offer_id uuid not null references relief.offer,
  need_id uuid not null references relief.need,
  offerer_id uuid not null, -- the enterprise or office that offers: how reliable it was
  quantity int not null check (quantity > 0),
  state text not null check (state in ('reserved', 'confirmed', 'released', 'declined', 'lapsed')),
  hold_until timestamptz not null,
  reason text check (char_length(reason) between 1 and 1000),
  reserved_by uuid not null references auth.account,
  office_id uuid not null references region.office,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  settled_at timestamptz,
  delivered int check (delivered between 0 and quantity),
  delivered_at timestamptz,
  delivery_recorded_at timestamptz,
  seats text[] not null,
  check ((state = 'reserved') = (settled_at is null)),
  check (delivered is null or state = 'confirmed'),
  check ((delivered is null) = (delivered_at is null) and (delivered is null) = (delivery_recorded_at is null))
);
create index reservation_need on relief.reservation (need_id);
create index reservation_offer on relief.reservation (offer_id);
create index reservation_offerer on relief.reservation (offerer_id, state);
create index reservation_held on relief.reservation (hold_until) where state = 'reserved';

alter table relief.need enable row level security;
alter table relief.offer enable row level security;
alter table relief.offer_contact enable row level security;
alter table relief.reservation enable row level security;
create policy need_read on relief.need for select using (exists (select from matter.matter m where m.id = matter_id));
create policy need_add on relief.need for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy need_change on relief.need for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy offer_read on relief.offer for select using (app.reads() && array['staff']);
create policy offer_add on relief.offer for insert with check (seats && app.writes());
create policy offer_change on relief.offer for update using (seats && app.writes()) with check (seats && app.writes());
create policy offer_contact_read on relief.offer_contact for select using (seats && app.reads());
create policy offer_contact_add on relief.offer_contact for insert with check (seats && app.writes());
create policy reservation_read on relief.reservation for select using (app.reads() && array['staff']);
create policy reservation_add on relief.reservation for insert with check (seats && app.writes());
create policy reservation_change on relief.reservation for update using (seats && app.writes()) with check (seats && app.writes());
grant select, insert, update on relief.need, relief.offer, relief.reservation to tongzhou_app;
grant select, insert on relief.offer_contact to tongzhou_app;

-- Holds that ran out, of a need and of an offer, let go of both sides; the offers stay locked until the caller's end.
-- Always in this order: offers by id, needs by id, then the need's matter.
create function relief.lapse(of_need uuid, of_offer uuid, business timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare offers uuid[];
begin
  select array_agg(distinct x.id) into offers from (select of_offer as id union all
    select r.offer_id from relief.reservation r where r.need_id = of_need and r.state = 'reserved' and r.hold_until <= business) x;
  perform from relief.offer o where o.id = any(offers) order by o.id for update;
  perform from relief.need n where n.matter_id = of_need or exists (select from relief.reservation r where r.need_id = n.matter_id
    and r.offer_id = any(offers) and r.state = 'reserved' and r.hold_until <= business) order by n.matter_id for update;
  with lapsed as (
    update relief.reservation r set state = 'lapsed', settled_at = r.hold_until
    where r.offer_id = any(offers) and r.state = 'reserved' and r.hold_until <= business
    returning r.offer_id, r.need_id, r.quantity
  ), given as (
    update relief.offer o set reserved = o.reserved - x.quantity
    from (select l.offer_id, sum(l.quantity)::int as quantity from lapsed l group by 1) x where o.id = x.offer_id
  )
  update relief.need n set reserved = n.reserved - x.quantity
  from (select l.need_id, sum(l.quantity)::int as quantity from lapsed l group by 1) x where n.matter_id = x.need_id;
end $$;
revoke all on function relief.lapse from public;
grant execute on function relief.lapse to tongzhou_app;
