-- An enterprise may close, or merge into another one: it stays in the register with its past, and is no longer paired,
-- visited or counted as one without an officer.
alter table region.organisation
  add column ended_at timestamptz,
  add column ended_as text check (ended_as in ('closed', 'merged', 'moved-away')),
  add column successor_id uuid references region.organisation,
  add check ((ended_at is null) = (ended_as is null)),
  add check (successor_id is null or ended_as = 'merged');

-- The size of a register without reading its rows.
create index organisation_standing on region.organisation (id) include (division_code) where kind = 'enterprise' and ended_at is null;

-- One main officer each, and deputies who may do the same.
alter table relief.pairing add column part text not null default 'main' check (part in ('main', 'deputy'));
drop index relief.pairing_one_officer;
create unique index pairing_one_main on relief.pairing (organisation_id) where valid_until is null and part = 'main';
create unique index pairing_once on relief.pairing (organisation_id, account_id) where valid_until is null;

-- As before, of the main officer and of enterprises that stand.
create or replace function relief.report_facts(hash bytea, wall timestamptz)
returns table (link_id uuid, organisation_id uuid, name text, division_code text, path text[], liaison_id uuid, liaison_office_id uuid)
language sql stable security definer set search_path = '' as $$
  select l.id, o.id, o.name, o.division_code, o.path, p.account_id, p.office_id
  from matter.link l join region.organisation o on o.id = l.organisation_id
  left join relief.pairing p on p.organisation_id = o.id and p.valid_until is null and p.part = 'main'
  where l.secret_hash = hash and l.purpose = 'report' and l.revoked_at is null and (l.expires_at is null or l.expires_at > wall)
$$;
create or replace function relief.count_enterprises(ids uuid[], within text, of_list text, officer uuid, without_officer boolean)
returns int language plpgsql stable security definer set search_path = '' as $$
declare found int;
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return 0; end if;
  -- Each enterprise has at most one officer at a time, so without any other condition it is a difference of two counts.
  if without_officer and ids is null and within is null and of_list is null and officer is null then
    return (select count(*)::int from region.organisation g where g.kind = 'enterprise' and g.ended_at is null)
      - (select count(*)::int from relief.pairing r where r.valid_until is null and r.part = 'main');
  end if;
  execute 'select count(*)::int from region.organisation g where g.kind = ''enterprise'' and g.ended_at is null'
    || case when ids is null then '' else ' and g.id = any($1)' end
    || case when within is null then '' else ' and g.division_code >= $2 and g.division_code < $2 || '':''' end
    || case when of_list is null then '' else ' and exists (select from relief.list_member x
      where x.organisation_id = g.id and x.valid_until is null and x.list = $3)' end
    || case when officer is null then '' else ' and exists (select from relief.pairing r
      where r.organisation_id = g.id and r.valid_until is null and r.account_id = $4)' end
    || case when without_officer then ' and not exists (select from relief.pairing r
      where r.organisation_id = g.id and r.valid_until is null and r.part = ''main'')' else '' end
    into found using ids, within, of_list, officer;
  return found;
end $$;

-- The next of those without an officer, by index alone: under the policies the walk past a city's 6,537 who have one
-- took 10 ms instead of 3.
create function relief.without_officer(within text, after uuid, most int) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return; end if;
  return query execute 'select g.id from region.organisation g where g.kind = ''enterprise'' and g.ended_at is null'
    || case when within is null then '' else ' and g.division_code >= $1 and g.division_code < $1 || '':''' end
    || case when after is null then '' else ' and g.id > $2' end
    || ' and not exists (select from relief.pairing r
      where r.organisation_id = g.id and r.valid_until is null and r.part = ''main'') order by g.id limit $3'
    using within, after, most;
end $$;
revoke all on function relief.without_officer from public;
grant execute on function relief.without_officer to tongzhou_app;
