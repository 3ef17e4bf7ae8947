-- Supervision by rule 督查: what falls due for a whole place, and the dated plain table that says when a step is due.

-- What falls due for a place and not for one matter carries seats of its own.
alter table matter.due alter column matter_id drop not null, add column seats text[],
  drop constraint due_what_check,
  add constraint due_what_check check (what in ('remind', 'overdue', 'escalate', 'resume', 'time-out', 'supervise')),
  add constraint due_place_check check ((what = 'supervise') = (matter_id is null) and (matter_id is null) = (seats is not null));
create unique index due_place on matter.due (what, seats) where matter_id is null and done_at is null;
create policy due_place_read on matter.due for select using (seats && app.reads());
create policy due_place_add on matter.due for insert with check (seats && app.writes());
create policy due_place_change on matter.due for update using (seats && app.writes()) with check (seats && app.writes());

-- By when chase 催办, written notice 督办 and circular 通报 are due, and which of them happen by themselves. In force is of
-- the nearest place the latest version whose day has come; '' is every place. A change is the next version.
drop table relief.supervision_step;
create table relief.supervision_rule (
  division_code text not null check (division_code ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$'),
  version int not null check (version > 0),
  chase_hours int not null check (chase_hours between 1 and 72), -- before the limit, to whoever was never chased
  notice_days int not null check (notice_days between 1 and 30), -- on which working day after the limit
  circular_days int not null check (circular_days between 2 and 30), -- on which working day after a notice that is silent
  automatic text[] not null check (automatic <@ array['chase', 'notice', 'circular']), -- the others are proposed to people
  valid_from date not null,
  office_id uuid references region.office, -- writes in its name; null: as delivered
  changed_by uuid references auth.account,
  recorded_at timestamptz not null,
  primary key (division_code, version),
  check ((office_id is null) = (changed_by is null) and (office_id is null) = (division_code = '')),
  check (office_id is not null or automatic = '{}')
);
insert into relief.supervision_rule (division_code, version, chase_hours, notice_days, circular_days, automatic, valid_from, recorded_at)
  values ('', 1, 4, 1, 5, '{}', '2022-04-18', '2022-04-18 00:00+08');
alter table relief.supervision_rule enable row level security;
create policy supervision_rule_read on relief.supervision_rule for select using (app.reads() && array['staff']);
create policy supervision_rule_add on relief.supervision_rule for insert with check (app.writes() && array['office:' || office_id]);
grant select, insert on relief.supervision_rule to tongzhou_app;

-- What a rule circulates is issued by nobody, in an office's name.
alter table relief.circular alter column issued_by drop not null;

-- What was circulated and chosen stays as it was written; who sees it follows an office that is merged into another.
grant update (seats) on relief.circular, relief.ledger to tongzhou_app;
create policy circular_hand_over on relief.circular for update using (seats && app.writes()) with check (seats && app.writes());
create policy ledger_hand_over on relief.ledger for update using (seats && app.writes()) with check (seats && app.writes());
