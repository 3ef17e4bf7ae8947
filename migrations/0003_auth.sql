-- Accounts, roles, sessions. Secrets are reached only through the functions below.
create schema auth;
grant usage on schema auth to tongzhou_app, tongzhou_public;

create table auth.account (
  id uuid primary key,
  name text not null unique check (name = lower(name) and char_length(name) between 2 and 60),
  display_name text not null, -- of an official in office: plain
  pinyin text not null default '',
  initials text not null default '',
  office_id uuid not null references region.office,
  created_at timestamptz not null,
  ended_at timestamptz,
  is_demo boolean not null default false,
  version int not null default 1,
  seats text[] not null
);
create index account_office on auth.account (office_id);
create table auth.credential (
  account_id uuid primary key references auth.account,
  password_hash text,
  code_hash text, -- single-use code for the first sign-in or a reset
  code_expires_at timestamptz
);
create table auth.role_holding (
  id uuid primary key,
  account_id uuid not null references auth.account,
  role text not null check (role in ('liaison', 'handler', 'leader', 'supervisor', 'duty', 'admin', 'auditor')),
  office_id uuid not null references region.office,
  valid_from timestamptz not null,
  valid_until timestamptz,
  delegated_by uuid references auth.account, -- cover for a period
  granted_by uuid references auth.account,
  recorded_at timestamptz not null,
  seats text[] not null,
  check (valid_until is null or valid_until >= valid_from), -- equal: ended before it began
  check (delegated_by is null or valid_until is not null),
  check (delegated_by <> account_id),
  -- A role is held once at a time, and covered by one person at a time.
  constraint role_held_once exclude using gist
    (account_id with =, role with =, office_id with =, tstzrange(valid_from, valid_until) with &&) where (delegated_by is null),
  constraint role_covered_once exclude using gist
    (delegated_by with =, role with =, office_id with =, tstzrange(valid_from, valid_until) with &&) where (delegated_by is not null)
);
create index role_holding_account on auth.role_holding (account_id);
create index role_holding_office on auth.role_holding (office_id, role);
create table auth.session (
  id uuid primary key,
  account_id uuid not null references auth.account,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  address text,
  agent text,
  seats text[] not null
);
create index session_account on auth.session (account_id);
create table auth.attempt (
  subject text primary key, -- 'account:<name>' or 'address:<address>'
  failures int not null,
  next_at timestamptz not null
);
create index attempt_next on auth.attempt (next_at);

-- The seats of what is administered at an office: its division and the ancestors, province first.
create function auth.admin_seats(of_office uuid) returns text[] language sql stable security definer set search_path = '' as $$
  select array(select 'admin:' || c.code from unnest(o.path) with ordinality c(code, place) order by c.place)
  from region.office o where o.id = of_office
$$;
-- Who may add a holding, told by the row itself: an administrator of its office's place, for somebody else; or the
-- holder of that same role, for a period within the own holding, with the own account among the seats.
create function auth.may_add_holding(of_account uuid, of_role text, of_office uuid, begins timestamptz, ends timestamptz, covers uuid, by_account uuid, row_seats text[])
returns boolean language sql stable security definer set search_path = '' as $$
  select case when covers is null
    then row_seats = auth.admin_seats(of_office) and row_seats operator(pg_catalog.&&) app.writes()
      and current_setting('app.actor', true) is distinct from 'staff:' || of_account
    else row_seats = auth.admin_seats(of_office) || ('account:' || covers) and 'account:' || covers = any(app.writes())
      and by_account = covers
      and exists (select from auth.role_holding own where own.account_id = covers and own.role = of_role and own.office_id = of_office
        and own.delegated_by is null and own.valid_from <= begins and (own.valid_until is null or own.valid_until >= ends))
    end
$$;

alter table auth.account enable row level security;
alter table auth.credential enable row level security;
alter table auth.role_holding enable row level security;
alter table auth.session enable row level security;
alter table auth.attempt enable row level security;
create policy account_read on auth.account for select using (app.reads() && array['staff']);
create policy account_add on auth.account for insert
  with check (seats && app.writes() and seats = auth.admin_seats(office_id));
create policy account_change on auth.account for update using (seats && app.writes())
  with check (seats && app.writes() and seats = auth.admin_seats(office_id));
create policy role_read on auth.role_holding for select using (app.reads() && array['staff']);
create policy role_add on auth.role_holding for insert
  with check (auth.may_add_holding(account_id, role, office_id, valid_from, valid_until, delegated_by, granted_by, seats));
create policy role_change on auth.role_holding for update using (seats && app.writes()) with check (seats && app.writes());
create policy session_read on auth.session for select using (seats && app.reads());
create policy session_change on auth.session for update using (seats && app.writes()) with check (seats && app.writes());
grant select, insert on auth.account, auth.role_holding to tongzhou_app;
grant update (display_name, pinyin, initials, office_id, ended_at, version, seats) on auth.account to tongzhou_app;
grant update (valid_until) on auth.role_holding to tongzhou_app;
grant select (id, account_id, created_at, seen_at, expires_at, revoked_at, address, agent, seats) on auth.session to tongzhou_app;
grant update (revoked_at) on auth.session to tongzhou_app;

-- Sign-in reads a secret before there is a session: these functions are its only way, one row each.
create function auth.find_credential(wanted text)
returns table (account_id uuid, password_hash text, code_hash text, code_expires_at timestamptz, ended boolean, path text[])
language sql stable security definer set search_path = '' as $$
  select a.id, c.password_hash, c.code_hash, c.code_expires_at, a.ended_at is not null, o.path
  from auth.account a join region.office o on o.id = a.office_id left join auth.credential c on c.account_id = a.id
  where a.name = wanted
$$;
-- Sets the first or new password by the code whose hash was read and verified: of two at once, one finds it gone.
-- Sessions that were open before end: whoever needed a reset may not be the only one who knew the old password.
create function auth.consume_code(of_account uuid, verified_hash text, new_hash text, wall timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update auth.credential c set password_hash = new_hash, code_hash = null, code_expires_at = null
    from auth.account a where a.id = c.account_id and a.ended_at is null
      and c.account_id = of_account and c.code_hash = verified_hash and c.code_expires_at > wall;
  if not found then return false; end if;
  update auth.session set revoked_at = wall where account_id = of_account and revoked_at is null;
  return true;
end $$;
-- The own password, changed by who is signed in; every other session of the account ends.
create function auth.change_password(of_account uuid, verified_hash text, new_hash text, kept_session uuid, wall timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update auth.credential set password_hash = new_hash
    where account_id = of_account and password_hash = verified_hash and 'account:' || of_account = any(app.writes());
  if not found then return false; end if;
  update auth.session set revoked_at = wall where account_id = of_account and id <> kept_session and revoked_at is null;
  return true;
end $$;
-- Whether the actor administers an account with every role that it holds or will hold: who administers a county
-- must not come into the province's roles by resetting the password of one of its officials.
create function auth.may_administer(of_account uuid, business timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select a.seats operator(pg_catalog.&&) app.writes() from auth.account a where a.id = of_account), false)
    and not exists (select from auth.role_holding r where r.account_id = of_account
      and (r.valid_until is null or r.valid_until > business) and not r.seats operator(pg_catalog.&&) app.writes())
$$;
-- An administrator's code, which also takes the old password away and closes the sessions.
create function auth.set_code(of_account uuid, new_hash text, expires timestamptz, wall timestamptz, business timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if not auth.may_administer(of_account, business) then return false; end if;
  insert into auth.credential (account_id, code_hash, code_expires_at) values (of_account, new_hash, expires)
    on conflict (account_id) do update set password_hash = null, code_hash = new_hash, code_expires_at = expires;
  update auth.session set revoked_at = wall where account_id = of_account and revoked_at is null;
  return true;
end $$;
-- The delay doubles with each failure: 1 s after the last free one, at most 15 minutes.
create function auth.delay_after(failures int, free int) returns interval language sql immutable
  return case when failures < free then interval '0' else least(interval '15 minutes', interval '1 second' * power(2, least(20, failures - free))) end;
-- The seconds that a subject must still wait; locks its row. One failure is forgotten for each length of `forgets`:
-- else the mistakes of a thousand officials behind one address would shut out all of them. A moment further ahead
-- than the delay was written before the wall clock was set back: the delay then counts from now.
create function auth.wait_of(of_subject text, wall timestamptz, free int, forgets interval) returns int
language plpgsql security definer set search_path = '' as $$
declare
  known auth.attempt;
  forgotten int;
begin
  insert into auth.attempt (subject, failures, next_at) values (of_subject, 0, wall) on conflict do nothing;
  select * into known from auth.attempt a where a.subject = of_subject for update;
  forgotten := least(known.failures, greatest(0, floor(extract(epoch from wall - known.next_at) / extract(epoch from forgets)))::int);
  known.failures := known.failures - forgotten;
  known.next_at := known.next_at + forgotten * forgets;
  known.next_at := least(known.next_at, wall + auth.delay_after(known.failures, free));
  update auth.attempt set failures = known.failures, next_at = known.next_at where subject = of_subject;
  return greatest(0, ceil(extract(epoch from known.next_at - wall)));
end $$;
-- Counts an attempt as failed before the password is looked at, so that many at once can't pass under the limit;
-- returns 0, or the seconds to wait, and then nothing is counted.
create function auth.claim_attempt(account_name text, address text, wall timestamptz) returns int
language plpgsql security definer set search_path = '' as $$
declare wait int;
begin
  wait := greatest(auth.wait_of('account:' || account_name, wall, 3, interval '3 hours'),
    auth.wait_of('address:' || address, wall, 30, interval '1 minute'));
  if wait > 0 then return wait; end if;
  update auth.attempt set failures = failures + 1, next_at = wall + auth.delay_after(failures + 1, 3)
    where subject = 'account:' || account_name;
  update auth.attempt set failures = failures + 1, next_at = wall + auth.delay_after(failures + 1, 30)
    where subject = 'address:' || address;
  return 0;
end $$;
-- After success the account is clear. The address only takes its own attempt back: else who owns one account could
-- clear the way for guesses at others.
create function auth.forgive_attempt(account_name text, address text, wall timestamptz) returns void
language sql security definer set search_path = '' as $$
  delete from auth.attempt where subject = 'account:' || account_name;
  update auth.attempt set failures = greatest(0, failures - 1), next_at = least(next_at, wall) where subject = 'address:' || address;
  delete from auth.attempt where subject in
    (select a.subject from auth.attempt a where a.next_at < wall - interval '2 days' order by a.next_at limit 20 for update skip locked)
$$;
-- An attempt that was turned away before the password was looked at does not count.
create function auth.withdraw_attempt(account_name text, address text, wall timestamptz) returns void
language sql security definer set search_path = '' as $$
  update auth.attempt set failures = greatest(0, failures - 1), next_at = least(next_at, wall)
    where subject in ('account:' || account_name, 'address:' || address)
$$;
-- Opens a session if the secret that was verified still stands: a reset in between waits here, then finds the session.
create function auth.open_session(session_id uuid, of_account uuid, verified_hash text, hash bytea, wall timestamptz, expires timestamptz, from_address text, with_agent text)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  perform from auth.credential c join auth.account a on a.id = c.account_id
    where c.account_id = of_account and c.password_hash = verified_hash and a.ended_at is null for share of c;
  if not found then return false; end if;
  insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, address, agent, seats)
    values (session_id, of_account, hash, wall, wall, expires, from_address, with_agent, array['account:' || of_account]);
  return true;
end $$;
-- Who a token is, with the roles in force at the moment of business given. Touches seen_at once a minute.
create function auth.find_session(hash bytea, wall timestamptz, business timestamptz)
returns table (session_id uuid, account_id uuid, name text, display_name text, office_id uuid, is_demo boolean, roles jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  update auth.session s set seen_at = wall where s.token_hash = hash and s.seen_at < wall - interval '1 minute'
    and s.revoked_at is null and s.expires_at > wall;
  return query select s.id, a.id, a.name, a.display_name, a.office_id, a.is_demo,
    coalesce((select jsonb_agg(jsonb_build_object('role', r.role, 'officeId', r.office_id, 'divisionCode', o.division_code,
        'subject', case when o.sees_subject then o.subject end, 'delegatedBy', r.delegated_by) order by r.id)
      from auth.role_holding r join region.office o on o.id = r.office_id
      where r.account_id = a.id and r.valid_from <= business and (r.valid_until is null or r.valid_until > business)
        -- Cover ends with the role that it covers and with the account of its holder.
        and (r.delegated_by is null or exists (select from auth.role_holding own join auth.account h on h.id = own.account_id
          where own.account_id = r.delegated_by and own.role = r.role and own.office_id = r.office_id and own.delegated_by is null
            and h.ended_at is null and own.valid_from <= business and (own.valid_until is null or own.valid_until > business)))), '[]'::jsonb)
  from auth.session s join auth.account a on a.id = s.account_id
  where s.token_hash = hash and s.revoked_at is null and s.expires_at > wall and a.ended_at is null;
end $$;
create function auth.end_session(hash bytea, wall timestamptz) returns table (account_id uuid, path text[])
language plpgsql security definer set search_path = '' as $$
begin
  return query update auth.session s set revoked_at = wall from auth.account a join region.office o on o.id = a.office_id
    where s.token_hash = hash and s.revoked_at is null and a.id = s.account_id returning a.id, o.path;
end $$;
-- Ends an account with its roles, its cover for others, its secret and its sessions. What it owned is handed over before.
create function auth.end_account(of_account uuid, expected_version int, wall timestamptz, business timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if not auth.may_administer(of_account, business) then return false; end if;
  update auth.account set ended_at = business, version = version + 1
    where id = of_account and ended_at is null and version = expected_version;
  if not found then return false; end if;
  update auth.role_holding set valid_until = greatest(valid_from, business)
    where (account_id = of_account or delegated_by = of_account) and (valid_until is null or valid_until > business);
  delete from auth.credential where account_id = of_account;
  update auth.session set revoked_at = wall where account_id = of_account and revoked_at is null;
  return true;
end $$;
-- What an account, or an office, still has to bring to an end: counted for their administrator, who needn't see the matters.
create function auth.open_matters(of_account uuid) returns table (office_id uuid, matters int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from auth.account a where a.id = of_account and a.seats operator(pg_catalog.&&) app.writes()) then return; end if;
  return query select m.owner_office_id, count(*)::int from matter.matter m where m.owner_id = of_account and m.is_open group by 1 order by 1;
end $$;
create function auth.office_use(of_office uuid, business timestamptz) returns table (matters int, roles int)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select
    (select count(*)::int from matter.matter m where m.owner_office_id = of_office and m.is_open),
    (select count(*)::int from auth.role_holding r where r.office_id = of_office and (r.valid_until is null or r.valid_until > business))
      + (select count(*)::int from auth.account a where a.office_id = of_office and a.ended_at is null)
  where exists (select from region.office o where o.id = of_office and o.seats operator(pg_catalog.&&) app.writes());
end $$;
-- Whether an address was an officer's lately: a confirmation from there is marked and counted apart.
create function auth.is_officers_address(wanted text, since timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from auth.session s where s.address = wanted and s.seen_at > since)
$$;
revoke all on all functions in schema auth from public;
grant execute on all functions in schema auth to tongzhou_app;
grant execute on function auth.is_officers_address to tongzhou_public;
