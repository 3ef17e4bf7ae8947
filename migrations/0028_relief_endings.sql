-- Why a service left the menu and why a team ended: those who look for them later read it there.
alter table relief.service add column withdrawn_because text check (char_length(withdrawn_because) between 2 and 500),
  add check (withdrawn_because is null or withdrawn_at is not null);
alter table relief.team add column ended_because text check (char_length(ended_because) between 2 and 500),
  add check (ended_because is null or valid_until is not null);

-- Whom to call for a need follows it to another place, as for an offer, and to the successor of a dissolved office.
create policy need_contact_follow on relief.need_contact for update using (seats && app.writes()) with check (seats && app.writes());
grant update (seats) on relief.need_contact to tongzhou_app;
