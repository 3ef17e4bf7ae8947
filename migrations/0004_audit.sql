-- Every change and every look, append-only for the application and sealed later into a chain.
create schema audit;
grant usage on schema audit to tongzhou_app, tongzhou_public;
create table audit.entry (
  id uuid primary key,
  recorded_at timestamptz not null, -- wall time
  business_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'link', 'system', 'operator')),
  actor_id uuid,
  kind text not null check (kind in ('change', 'look', 'sign-in', 'export', 'destroy')),
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  person_id uuid,
  purpose text,
  fields text[] not null default '{}',
  request_id text,
  xid xid8 not null default pg_current_xact_id(),
  seats text[] not null -- 'audit:<division>' and its ancestors
);
create index entry_recorded on audit.entry (recorded_at desc, id desc);
create index entry_subject on audit.entry (subject_id, recorded_at desc);
create index entry_kind on audit.entry (kind, recorded_at desc, id desc) where kind <> 'change';
create index entry_person on audit.entry (person_id, recorded_at desc) where person_id is not null;
create index entry_actor on audit.entry (actor_id, recorded_at desc);
create index entry_seats on audit.entry using gin (seats);
create index entry_xid on audit.entry (xid, id);
create table audit.seal (
  seq bigint primary key,
  entry_id uuid not null unique references audit.entry,
  hash bytea not null, -- SHA-256 over the previous hash and the entry, see platform/audit/chain.ts
  sealed_at timestamptz not null
);
alter table audit.entry enable row level security;
alter table audit.seal enable row level security;
create policy entry_read on audit.entry for select using (seats && app.reads());
-- Nobody writes in another's name; the system does for whoever stands at the door without a session.
create policy entry_add on audit.entry for insert with check (current_setting('app.actor', true) in ('system', actor_kind || ':' || actor_id));
create policy seal_read on audit.seal for select using (exists (select from audit.entry e where e.id = entry_id));
grant select on audit.entry to tongzhou_app;
-- Not xid: an entry that claims an earlier transaction would be passed over by the sealer.
grant insert (id, recorded_at, business_at, actor_kind, actor_id, kind, action, subject_kind, subject_id, person_id, purpose,
  fields, request_id, seats) on audit.entry to tongzhou_app, tongzhou_public;
grant select on audit.seal to tongzhou_app;
