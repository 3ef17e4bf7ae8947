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
