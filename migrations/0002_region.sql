-- Shared facts without workflow: divisions, offices, places, organisations, people, working days.
create schema region;
grant usage on schema region to tongzhou_app, tongzhou_public;

create table region.division (
  code text primary key check (code ~ '^[0-9]{2,12}$'),
  name text not null,
  level text not null check (level in ('province', 'city', 'county', 'town', 'village')),
  parent_code text references region.division,
  path text[] not null, -- itself and its ancestors, province first
  pinyin text not null,
  initials text not null,
  bigrams text[] not null generated always as (app.bigrams(name)) stored,
  longitude double precision,
  latitude double precision,
  valid_from date not null,
  valid_until date,
  successor_code text references region.division,
  check (valid_until is null or valid_until > valid_from)
);
create index division_parent on region.division (parent_code);
create index division_bigrams on region.division using gin (bigrams);
create index division_pinyin on region.division using gin (pinyin gin_trgm_ops);
create index division_initials on region.division (initials text_pattern_ops);

create table region.office (
  id uuid primary key,
  name text not null,
  name_en text not null,
  prefix text not null check (prefix ~ '^[A-Z0-9]{2,8}$'), -- of its number series
  division_code text not null references region.division,
  path text[] not null, -- its division and the ancestors
  subject text not null, -- industry, labour, transport, …; 'relief' for a task force; 'general' for a town
  kind text not null check (kind in ('task-force', 'bureau', 'town', 'duty')),
  sees_subject boolean not null default false, -- a department that sees its subject in all divisions below
  email text,
  valid_from timestamptz not null,
  valid_until timestamptz,
  successor_id uuid references region.office,
  version int not null default 1,
  seats text[] not null
);
create unique index office_current on region.office (division_code, subject, name) where valid_until is null;
create index office_subject on region.office (subject, division_code);

create table region.place (
  id uuid primary key,
  division_code text not null references region.division,
  name text not null,
  name_en text not null,
  kind text not null,
  address text,
  pinyin text not null,
  initials text not null,
  bigrams text[] not null generated always as (app.bigrams(name) || app.bigrams(initials)) stored,
  longitude double precision,
  latitude double precision,
  valid_from timestamptz not null,
  valid_until timestamptz,
  seats text[] not null
);
create index place_bigrams on region.place using gin (bigrams);

create table region.organisation (
  id uuid primary key,
  credit_code text not null unique,
  credit_code_ok boolean not null,
  name text not null,
  kind text not null default 'enterprise' check (kind in ('enterprise', 'institution', 'association')),
  division_code text not null references region.division,
  path text[] not null,
  address text,
  industry text,
  size text check (size in ('large', 'medium', 'small', 'micro')),
  employees int check (employees >= 0),
  revenue_fen bigint check (revenue_fen >= 0),
  pinyin text not null,
  initials text not null,
  bigrams text[] not null generated always as (app.bigrams(name) || app.bigrams(initials)) stored,
  recorded_at timestamptz not null,
  version int not null default 1,
  seats text[] not null
);
create index organisation_bigrams on region.organisation using gin (bigrams);
create index organisation_pinyin on region.organisation using gin (pinyin gin_trgm_ops);
create index organisation_division on region.organisation (division_code, id);
create index organisation_kind on region.organisation (kind, division_code, id);
create index organisation_path on region.organisation using gin (path);

-- A person is an id; what is known of them stands sealed under a key of their own.
create table region.person (
  id uuid primary key,
  recorded_at timestamptz not null,
  destroyed_at timestamptz,
  seats text[] not null
);
create index person_seats on region.person using gin (seats);
create table region.person_key (
  person_id uuid primary key references region.person,
  wrapped bytea not null, -- the data key under the master key
  seats text[] not null -- as the person's: a policy of a table that may be distributed reads its own row only
);
create table region.person_value (
  person_id uuid not null references region.person,
  field text not null check (field in ('name', 'telephone', 'email', 'document', 'address', 'note')),
  sealed bytea not null,
  seats text[] not null,
  primary key (person_id, field)
);
create table region.person_token (
  person_id uuid not null references region.person,
  kind text not null check (kind in ('name', 'telephone', 'document')),
  token bytea not null,
  seats text[] not null,
  primary key (kind, token, person_id)
);
create index person_token_person on region.person_token (person_id);
create table region.destruction (
  person_id uuid primary key references region.person,
  destroyed_at timestamptz not null,
  ground text not null,
  fields text[] not null,
  proof bytea not null, -- SHA-256 over the destroyed ciphertexts
  seats text[] not null
);

create table region.calendar_day (
  day date primary key,
  is_working boolean not null,
  name text,
  notice text not null -- the notice that says so
);

alter table region.division enable row level security;
alter table region.calendar_day enable row level security;
alter table region.office enable row level security;
alter table region.place enable row level security;
alter table region.organisation enable row level security;
alter table region.person enable row level security;
alter table region.person_key enable row level security;
alter table region.person_value enable row level security;
alter table region.person_token enable row level security;
alter table region.destruction enable row level security;

-- Register facts are open to signed-in staff; divisions and days to anyone.
create policy division_read on region.division for select using (app.reads() && array['staff', 'anyone']);
create policy day_read on region.calendar_day for select using (app.reads() && array['staff', 'anyone']);
create policy office_read on region.office for select using (app.reads() && array['staff', 'anyone']);
create policy office_add on region.office for insert with check (seats && app.writes());
create policy office_change on region.office for update using (seats && app.writes()) with check (seats && app.writes());
create policy place_read on region.place for select using (app.reads() && array['staff']);
create policy place_add on region.place for insert with check (seats && app.writes());
create policy place_change on region.place for update using (seats && app.writes()) with check (seats && app.writes());
create policy organisation_read on region.organisation for select
  using (app.reads() && array['staff'] or seats && app.reads());
create policy organisation_add on region.organisation for insert with check (seats && app.writes());
create policy organisation_change on region.organisation for update
  using (seats && app.writes()) with check (seats && app.writes());
create policy person_read on region.person for select using (seats && app.reads());
create policy person_add on region.person for insert with check (seats && app.writes());
create policy person_change on region.person for update using (seats && app.writes()) with check (seats && app.writes());
create policy person_key_read on region.person_key for select using (seats && app.reads());
create policy person_key_add on region.person_key for insert with check (seats && app.writes());
create policy person_key_change on region.person_key for update using (seats && app.writes()) with check (seats && app.writes());
create policy person_key_destroy on region.person_key for delete using (seats && app.writes());
create policy person_value_read on region.person_value for select using (seats && app.reads());
create policy person_value_add on region.person_value for insert with check (seats && app.writes());
create policy person_value_change on region.person_value for update using (seats && app.writes()) with check (seats && app.writes());
create policy person_value_destroy on region.person_value for delete using (seats && app.writes());
create policy person_token_read on region.person_token for select using (seats && app.reads());
create policy person_token_add on region.person_token for insert with check (seats && app.writes());
create policy person_token_change on region.person_token for update using (seats && app.writes()) with check (seats && app.writes());
create policy person_token_destroy on region.person_token for delete using (seats && app.writes());
create policy destruction_read on region.destruction for select using (seats && app.reads());
create policy destruction_add on region.destruction for insert with check (seats && app.writes());
create policy destruction_change on region.destruction for update using (seats && app.writes()) with check (seats && app.writes());

grant select on region.division, region.calendar_day, region.office to tongzhou_app, tongzhou_public;
grant insert, update on region.office to tongzhou_app;
grant select, insert, update on region.place to tongzhou_app;
grant select, insert, update on region.organisation to tongzhou_app;
grant select on region.organisation to tongzhou_public;
grant select, insert on region.person, region.person_key, region.person_value, region.person_token to tongzhou_app, tongzhou_public;
grant update (seats, destroyed_at) on region.person to tongzhou_app;
grant update (seats) on region.person_key, region.person_token, region.destruction to tongzhou_app;
grant update (sealed, seats) on region.person_value to tongzhou_app;
grant delete on region.person_key, region.person_value, region.person_token to tongzhou_app;
grant select, insert on region.destruction to tongzhou_app;

-- Search conditions are not leakproof, so under row-level security they would not use their indexes (0.4 ms
-- would become 100 ms). One function with the owner's rights applies the same rule itself: staff only.
create function region.search_organisations(wanted_bigrams text[], wanted text, how text, within text, most int)
returns table (id uuid, name text, credit_code text, division_code text)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan as $$
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return; end if;
  if how = 'code' then
    return query select o.id, o.name, o.credit_code, o.division_code from region.organisation o
      where o.credit_code >= wanted and o.credit_code < wanted || 'a'
        and (within is null or o.path operator(pg_catalog.@>) array[within]) order by o.credit_code limit most;
  elsif how = 'pinyin' then
    return query select c.id, c.name, c.credit_code, c.division_code from (
        select o.id, o.name, o.credit_code, o.division_code, o.pinyin from region.organisation o
        where o.pinyin like '%' || wanted || '%' and (within is null or o.path operator(pg_catalog.@>) array[within])
        limit 1000) c
      order by position(wanted in c.pinyin), c.name, c.id limit most;
  else
    -- A common query ranks its first thousand hits: all of 有限 would cost 65 ms at 100,000 names.
    return query select c.id, c.name, c.credit_code, c.division_code from (
        select o.id, o.name, o.credit_code, o.division_code, o.initials from region.organisation o
        where o.bigrams operator(pg_catalog.@>) wanted_bigrams
          and case how when 'characters' then o.name else o.initials end like '%' || wanted || '%'
          and (within is null or o.path operator(pg_catalog.@>) array[within])
        limit 1000) c
      order by position(wanted in case how when 'characters' then c.name else c.initials end), c.name, c.id limit most;
  end if;
end $$;
revoke all on function region.search_organisations from public;
grant execute on function region.search_organisations to tongzhou_app;
create function region.search_divisions(wanted_bigrams text[], wanted text, how text, most int)
returns table (code text, name text, level text, parent_code text)
language plpgsql stable security definer set search_path = '' as $$
begin
  if how = 'characters' then
    return query select d.code, d.name, d.level, d.parent_code from region.division d
      where d.bigrams operator(pg_catalog.@>) wanted_bigrams and d.name like '%' || wanted || '%' and d.valid_until is null
      order by char_length(d.code), d.code limit most;
  else
    return query select d.code, d.name, d.level, d.parent_code from region.division d
      where ((how = 'initials' and d.initials like wanted || '%') or (how = 'pinyin' and d.pinyin like '%' || wanted || '%'))
        and d.valid_until is null
      order by char_length(d.code), d.code limit most;
  end if;
end $$;
revoke all on function region.search_divisions from public;
grant execute on function region.search_divisions to tongzhou_app, tongzhou_public;
create function region.search_places(wanted_bigrams text[], wanted text, how text, most int)
returns table (id uuid, name text, name_en text, kind text, division_code text)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan as $$
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return; end if;
  return query select p.id, p.name, p.name_en, p.kind, p.division_code from region.place p
    where p.valid_until is null and case when how = 'pinyin' then p.pinyin like '%' || wanted || '%'
      else p.bigrams operator(pg_catalog.@>) wanted_bigrams
        and case how when 'characters' then p.name else p.initials end like '%' || wanted || '%' end
    order by p.name, p.id limit most;
end $$;
revoke all on function region.search_places from public;
grant execute on function region.search_places to tongzhou_app;
