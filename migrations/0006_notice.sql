-- Notices to people and offices, and records of telephone calls.
create schema notice;
grant usage on schema notice to tongzhou_app, tongzhou_public;
create table notice.message (
  id uuid primary key,
  matter_id uuid references matter.matter,
  channel text not null check (channel in ('in-app', 'outward', 'webhook', 'email', 'call')), -- outward: not chosen yet
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
  follows uuid unique references notice.message, -- the failed message in whose place somebody calls
  seats text[] not null,
  check (num_nonnulls(account_id, office_id, person_id) = 1),
  check ((channel = 'in-app') = (person_id is null)),
  check (status not in ('delivered', 'read') or delivered_at is not null)
);
create index message_seats on notice.message using gin (seats);
create index message_account on notice.message (account_id, created_at desc) where account_id is not null;
create index message_office on notice.message (office_id, created_at desc) where office_id is not null;
create index message_to_call on notice.message (created_at) where channel = 'call' and status = 'queued';
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
-- What was sent to a person outside is seen by staff with the matter: after a hand-over the new office calls.
create policy message_read on notice.message for select using (seats && app.reads()
  or person_id is not null and app.reads() && array['staff'] and exists (select from matter.matter m where m.id = matter_id));
create policy message_add on notice.message for insert with check (current_setting('app.actor', true) <> '');
create policy message_change on notice.message for update
  using (seats && app.writes()
    or person_id is not null and exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (seats && app.writes()
    or person_id is not null and exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy call_read on notice.call for select using (seats && app.reads());
create policy call_add on notice.call for insert with check (seats && app.writes());
grant select, insert, update on notice.message to tongzhou_app;
grant select, insert on notice.call to tongzhou_app;
grant insert on notice.message to tongzhou_public;

-- How an outward message ended, as its gateway told or because it could not be sent. Delivered is the end: a receipt
-- that is repeated or late changes nothing more. Failed puts it on the call-back list, once.
create function notice.settle(of_message uuid, outcome text, why text, follow_id uuid, wall timestamptz)
returns setof notice.message language plpgsql security definer set search_path = '' as $$
declare settled notice.message;
begin
  if current_setting('app.actor', true) is distinct from 'system' then return; end if;
  if outcome = 'delivered' then
    update notice.message set status = 'delivered', delivered_at = wall, last_error = null
      where id = of_message and channel in ('webhook', 'email') and status in ('queued', 'sent', 'failed') returning * into settled;
    if settled.id is null then return; end if;
    update notice.message set status = 'delivered', delivered_at = wall where follows = of_message and status = 'queued';
  elsif outcome = 'failed' then
    update notice.message set status = 'failed', last_error = why
      where id = of_message and channel in ('webhook', 'email') and status in ('queued', 'sent') returning * into settled;
    if settled.id is null then return; end if;
    insert into notice.message (id, matter_id, channel, person_id, template, params, lang, status, created_at, recorded_at, follows, seats)
      values (follow_id, settled.matter_id, 'call', settled.person_id, settled.template, settled.params, settled.lang, 'queued',
        settled.created_at, wall, settled.id, settled.seats)
      on conflict (follows) do nothing;
  end if;
  return next settled;
end $$;
revoke all on function notice.settle from public;
grant execute on function notice.settle to tongzhou_app;
