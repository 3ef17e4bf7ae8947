-- Accounts, roles, sessions. Secrets are reached only through the functions below.
create schema auth;
grant usage on schema auth to tongzhou_app, tongzhou_public;

create table auth.account (
  id uuid primary key,
  name text not null unique check (name = lower(name) and char_length(name) between 2 and 60),
  display_name text not null, -- of an official in office: plain
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
  code_hash bytea, -- single-use code for the first sign-in or a reset
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
  check (valid_until is null or valid_until > valid_from),
  check (delegated_by is null or valid_until is not null)
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

alter table auth.account enable row level security;
alter table auth.credential enable row level security;
alter table auth.role_holding enable row level security;
alter table auth.session enable row level security;
alter table auth.attempt enable row level security;
create policy account_read on auth.account for select using (app.reads() && array['staff']);
create policy account_add on auth.account for insert with check (seats && app.writes());
create policy account_change on auth.account for update using (seats && app.writes()) with check (seats && app.writes());
create policy role_read on auth.role_holding for select using (app.reads() && array['staff']);
create policy role_add on auth.role_holding for insert with check (seats && app.writes());
create policy role_change on auth.role_holding for update using (seats && app.writes()) with check (seats && app.writes());
create policy session_read on auth.session for select using (seats && app.reads());
create policy session_change on auth.session for update using (seats && app.writes()) with check (seats && app.writes());
grant select, insert, update on auth.account, auth.role_holding to tongzhou_app;
grant select (id, account_id, created_at, seen_at, expires_at, revoked_at, address, agent, seats) on auth.session to tongzhou_app;
grant update (revoked_at) on auth.session to tongzhou_app;

-- Sign-in reads a secret before there is a session: these functions are its only way, one row each.
create function auth.find_credential(wanted text)
returns table (account_id uuid, password_hash text, code_hash bytea, code_expires_at timestamptz, ended boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, c.password_hash, c.code_hash, c.code_expires_at, a.ended_at is not null
  from auth.account a join auth.credential c on c.account_id = a.id where a.name = wanted
$$;
create function auth.set_password(of_account uuid, new_hash text) returns void
language sql security definer set search_path = '' as $$
  update auth.credential set password_hash = new_hash, code_hash = null, code_expires_at = null where account_id = of_account
$$;
-- An administrator's code: the account must lie under one of the administrator's write keys.
create function auth.set_code(of_account uuid, new_hash bytea, expires timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from auth.account a where a.id = of_account and a.seats operator(pg_catalog.&&) app.writes()) then return false; end if;
  insert into auth.credential (account_id, code_hash, code_expires_at) values (of_account, new_hash, expires)
    on conflict (account_id) do update set password_hash = null, code_hash = new_hash, code_expires_at = expires;
  return true;
end $$;
create function auth.find_attempt(of_subject text) returns table (failures int, next_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select a.failures, a.next_at from auth.attempt a where a.subject = of_subject
$$;
-- The delay doubles with each failure: 1 s after the third, at most 15 minutes.
create function auth.record_failure(of_subject text, at timestamptz, free int) returns void
language sql security definer set search_path = '' as $$
  insert into auth.attempt as a (subject, failures, next_at) values (of_subject, 1, at)
  on conflict (subject) do update set failures = a.failures + 1,
    next_at = at + least(interval '15 minutes', interval '1 second' * power(2, greatest(0, least(20, a.failures + 1 - free))))
      * case when a.failures + 1 >= free then 1 else 0 end
$$;
create function auth.clear_failures(of_subject text) returns void
language sql security definer set search_path = '' as $$ delete from auth.attempt where subject = of_subject $$;
create function auth.open_session(session_id uuid, of_account uuid, hash bytea, at timestamptz, expires timestamptz, from_address text, with_agent text)
returns void language sql security definer set search_path = '' as $$
  insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, address, agent, seats)
  values (session_id, of_account, hash, at, at, expires, from_address, with_agent, array['account:' || of_account])
$$;
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
      where r.account_id = a.id and r.valid_from <= business and (r.valid_until is null or r.valid_until > business)), '[]'::jsonb)
  from auth.session s join auth.account a on a.id = s.account_id
  where s.token_hash = hash and s.revoked_at is null and s.expires_at > wall and a.ended_at is null;
end $$;
create function auth.end_session(hash bytea, wall timestamptz) returns void
language sql security definer set search_path = '' as $$ update auth.session set revoked_at = wall where token_hash = hash and revoked_at is null $$;
-- Ending an account or resetting it closes its sessions.
create function auth.end_sessions(of_account uuid, wall timestamptz) returns int
language plpgsql security definer set search_path = '' as $$
declare ended int;
begin
  if not exists (select from auth.account a where a.id = of_account and a.seats operator(pg_catalog.&&) app.writes()) then return 0; end if;
  update auth.session set revoked_at = wall where account_id = of_account and revoked_at is null;
  get diagnostics ended = row_count;
  return ended;
end $$;
revoke all on all functions in schema auth from public;
grant execute on all functions in schema auth to tongzhou_app;
