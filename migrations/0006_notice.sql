-- Notices to people and offices, and records of telephone calls.
create schema notice;
grant usage on schema notice to tongzhou_app, tongzhou_public;
create table notice.message (
  id uuid primary key,
  matter_id uuid references matter.matter,
  channel text not null check (channel in ('in-app', 'webhook', 'email', 'call')),
  account_id uuid references auth.account,
  office_id uuid references region.office,
  person_id uuid references region.person,
  template text not null,
  params jsonb not null default '{}', -- ids, codes and moments only
  lang text not null default 'zh-CN',
  status text not null check (status in ('queued', 'sent', 'delivered', 'failed', 'read')),
  attempts int not null default 0,
  last_error text,
  created_at timestamptz not null, -- business time
  recorded_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  seats text[] not null,
  check (num_nonnulls(account_id, office_id, person_id) = 1)
);
create index message_seats on notice.message using gin (seats);
create index message_account on notice.message (account_id, created_at desc) where account_id is not null;
create index message_queue on notice.message (channel, created_at) where status = 'queued';
create index message_matter on notice.message (matter_id);
create table notice.call (
  id uuid primary key,
  matter_id uuid references matter.matter,
  message_id uuid references notice.message, -- the entry of the call-back list that it answers
  direction text not null check (direction in ('made', 'taken')),
  account_id uuid not null references auth.account,
  person_id uuid references region.person,
  outcome text not null check (outcome in ('reached', 'no-answer', 'wrong-number', 'refused')),
  note text,
  at timestamptz not null, -- business time
  recorded_at timestamptz not null,
  seats text[] not null
);
create index call_matter on notice.call (matter_id);
create index call_seats on notice.call using gin (seats);
alter table notice.message enable row level security;
alter table notice.call enable row level security;
create policy message_read on notice.message for select using (seats && app.reads());
create policy message_add on notice.message for insert with check (current_setting('app.actor', true) <> '');
create policy message_change on notice.message for update using (seats && app.writes()) with check (seats && app.writes());
create policy call_read on notice.call for select using (seats && app.reads());
create policy call_add on notice.call for insert with check (seats && app.writes());
grant select, insert, update on notice.message to tongzhou_app;
grant select, insert on notice.call to tongzhou_app;
grant insert on notice.message to tongzhou_public;
