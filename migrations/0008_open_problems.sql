-- Open problems in a list of enterprises. A reader whose place reaches the enterprise sees all of its problems, since
-- each carries the enterprise's divisions as seats: the count is read from the index of open ones alone. Elsewhere a
-- reader sees some at most, and half a count misleads: it is null.
drop function relief.count_open;
create function relief.count_open(of_organisation uuid, of_division text) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from relief.problem p where p.organisation_id = of_organisation and p.outcome is null
  having exists (select from unnest(app.reads()) k(key) where k.key like 'relief:%' and k.key not like 'relief:%:%'
    and of_division like substr(k.key, 8) || '%')
$$;
revoke all on function relief.count_open from public;
grant execute on function relief.count_open to tongzhou_app;
