create table relief.problem (id uuid primary key);
create table command.notice (id uuid primary key);
create table region.division (code text primary key);
