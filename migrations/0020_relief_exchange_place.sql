-- A place of which nobody knows where it lies has no point: its distance is unknown, and no guess stands for it.
alter table relief.need alter column longitude drop not null, alter column latitude drop not null,
  add check ((longitude is null) = (latitude is null));
alter table relief.offer alter column longitude drop not null, alter column latitude drop not null,
  add check ((longitude is null) = (latitude is null));

-- The offers near a need, and those of just its specification wherever they are. Offers stand open to every official;
-- with the policy's condition in the statement, whose share of rows nobody can estimate, all offers were read and sorted.
create function relief.offers_near(of_kind text, of_specification text, first_day date, last_day date,
  at_longitude double precision, at_latitude double precision, most int, business timestamptz) returns setof uuid
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan as $$
begin
  if not (app.reads() && array['staff']) then return; end if;
  return query
    (select f.id from relief.offer f
      where f.withdrawn_at is null and f.kind = of_kind and f.until_on >= first_day and f.from_on <= last_day
        and (f.reserved + f.confirmed < f.quantity or exists (select from relief.reservation r
          where r.offer_id = f.id and r.state = 'reserved' and r.hold_until <= business))
      order by point(f.longitude, f.latitude) <-> point(at_longitude, at_latitude) limit most)
    union
    (select f.id from relief.offer f
      where f.withdrawn_at is null and f.kind = of_kind and f.specification = of_specification and f.until_on >= first_day
        and f.from_on <= last_day and (f.reserved + f.confirmed < f.quantity or exists (select from relief.reservation r
          where r.offer_id = f.id and r.state = 'reserved' and r.hold_until <= business))
      order by f.until_on limit most);
end $$;
revoke all on function relief.offers_near from public;
grant execute on function relief.offers_near to tongzhou_app;
