-- Why a service left the menu and why a team ended: those who look for them later read it there.
alter table relief.service add column withdrawn_because text check (char_length(withdrawn_because) between 2 and 500),
  add check (withdrawn_because is null or withdrawn_at is not null);
alter table relief.team add column ended_because text check (char_length(ended_because) between 2 and 500),
  add check (ended_because is null or valid_until is not null);
