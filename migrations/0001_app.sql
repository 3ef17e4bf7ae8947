-- Authority: who enters a transaction, with which keys; and what every schema shares.
do $$ begin
  if not exists (select from pg_roles where rolname = 'tongzhou_app') then
    create role tongzhou_app login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'tongzhou_public') then
    create role tongzhou_public login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end $$;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

revoke all on schema public from public;
create schema app;
grant usage on schema app to tongzhou_app, tongzhou_public;

-- Sets the actor and the keys of this transaction. `set local` by format, because set_config() is not
-- carried to the workers of a distributed database.
create function app.enter(actor text, read_keys text, write_keys text) returns void
language plpgsql as $$
begin
  execute format('set local app.actor to %L', coalesce(actor, ''));
  execute format('set local app.read to %L', coalesce(read_keys, ''));
  execute format('set local app.write to %L', coalesce(write_keys, ''));
end $$;
revoke all on function app.enter from public;
grant execute on function app.enter to tongzhou_app;

create function app.reads() returns text[] language sql stable parallel safe
  return string_to_array(current_setting('app.read', true), ',');
create function app.writes() returns text[] language sql stable parallel safe
  return string_to_array(current_setting('app.write', true), ',');

-- Overlapping pairs of characters of a name: how two typed Chinese characters find it by an index.
create function app.bigrams(name text) returns text[] language sql immutable parallel safe
  return case when char_length(name) < 2 then array[name]
    else array(select distinct substr(name, i, 2) from generate_series(1, char_length(name) - 1) i) end;

-- Answers already given to a client key: the same intention sent twice is carried out once.
create table app.reply (
  actor text not null,
  key text not null check (char_length(key) between 8 and 100),
  request_hash bytea not null,
  status int not null,
  body jsonb not null,
  recorded_at timestamptz not null,
  primary key (actor, key)
);
create index reply_recorded on app.reply (recorded_at);
alter table app.reply enable row level security;
create policy reply_own on app.reply using (actor = nullif(current_setting('app.actor', true), ''))
  with check (actor = nullif(current_setting('app.actor', true), ''));
grant select, insert, update on app.reply to tongzhou_app, tongzhou_public;

-- What this database is: 'demonstration', 'story' or 'production'; the business clock stands still unless simulated.
create table app.deployment (
  singleton boolean primary key default true check (singleton),
  kind text not null check (kind in ('demonstration', 'story', 'production')),
  root_code text not null,
  time_zone text not null,
  simulated_at timestamptz,
  public_address text,
  last_wall_at timestamptz
);
alter table app.deployment enable row level security;
create policy deployment_read on app.deployment for select using (true);
grant select on app.deployment to tongzhou_app, tongzhou_public;

-- Events that several systems hear; each listener is a job.
create table app.outbox (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  recorded_at timestamptz not null
);
alter table app.outbox enable row level security;
create policy outbox_add on app.outbox for insert with check (current_setting('app.actor', true) <> '');
grant insert on app.outbox to tongzhou_app, tongzhou_public;

-- A job in the same transaction as the row that asks for it; the queue's own tables stay out of reach.
create function app.add_job(job text, payload json, job_key text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job(job, payload, job_key => job_key);
end $$;
revoke all on function app.add_job from public;
grant execute on function app.add_job to tongzhou_app, tongzhou_public;
