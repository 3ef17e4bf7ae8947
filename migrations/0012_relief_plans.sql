-- The enterprise's page 一企一策: its plan, its state, its figures, what was promised to it, and what was solved elsewhere.

-- The plan of one enterprise; a change is a new version, the earlier ones stay.
create table relief.plan (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  version int not null check (version > 0),
  goals text not null check (char_length(goals) between 1 and 4000),
  in_force boolean not null,
  changed text not null check (char_length(changed) between 1 and 500), -- what this version changes, and why
  account_id uuid not null references auth.account,
  office_id uuid not null references region.office,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seats text[] not null,
  unique (organisation_id, version)
);

-- Whether it produces. A row ends when the next begins, so that at each moment there is one.
create table relief.state (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  state text not null check (state in ('running', 'partly', 'stopped')),
  since timestamptz not null,
  until timestamptz,
  reason text check (char_length(reason) between 1 and 500),
  source text not null check (source in ('visit', 'problem', 'call', 'other')),
  source_id uuid, -- the problem or the visit
  account_id uuid references auth.account,
  recorded_at timestamptz not null,
  seats text[] not null,
  check (until > since),
  check (state = 'running' or reason is not null),
  exclude using gist (organisation_id with =, tstzrange(since, until) with &&)
);
create index state_now on relief.state (organisation_id) where until is null;
create index state_seats on relief.state using gin (seats);

-- Dated figures of an enterprise or of a division. A correction is a new row that names the one it replaces.
create table relief.indicator (
  id uuid primary key,
  organisation_id uuid references region.organisation,
  division_code text references region.division,
  code text not null check (code in ('output', 'sales', 'employees', 'electricity', 'tax')),
  period text not null check (period ~ '^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$'),
  value numeric(20, 4) not null check (value >= 0),
  base numeric(20, 4) check (base >= 0), -- of the same period a year before
  source text not null check (char_length(source) between 1 and 200),
  corrects uuid references relief.indicator,
  account_id uuid not null references auth.account,
  office_id uuid not null references region.office,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seats text[] not null,
  check ((organisation_id is null) <> (division_code is null))
);
create unique index indicator_first_of_enterprise on relief.indicator (organisation_id, code, period) where corrects is null;
create unique index indicator_first_of_division on relief.indicator (division_code, code, period) where corrects is null;
create unique index indicator_corrected_once on relief.indicator (corrects);
create index indicator_seats on relief.indicator using gin (seats);

-- What was promised to an enterprise, or is a measure of its plan: a matter with an owner and a day.
create table relief.promise (
  matter_id uuid primary key references matter.matter,
  organisation_id uuid not null references region.organisation,
  is_measure boolean not null,
  words text not null check (char_length(words) between 1 and 1000),
  made_to text check (char_length(made_to) between 1 and 100), -- in what part, never a person's name
  due_on date not null,
  outcome text check (outcome in ('kept', 'broken', 'withdrawn')),
  outcome_words text,
  recorded_at timestamptz not null,
  check (outcome is null or outcome_words is not null)
);
create index promise_organisation on relief.promise (organisation_id);

-- What befell an enterprise as a whole: it closed, moved or merged. Its page and those of the others tell it.
create table relief.turn (
  id uuid primary key,
  organisation_id uuid not null references region.organisation,
  kind text not null check (kind in ('closed', 'moved', 'merged')),
  from_code text not null references region.division,
  to_code text references region.division,
  successor_id uuid references region.organisation,
  reason text not null check (char_length(reason) between 1 and 500),
  account_id uuid references auth.account,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seats text[] not null, -- of both sides
  check ((kind = 'moved') = (to_code is not null)),
  check ((kind = 'merged') = (successor_id is not null))
);
create index turn_organisation on relief.turn (organisation_id);
create index turn_successor on relief.turn (successor_id) where successor_id is not null;

alter table relief.plan enable row level security;
alter table relief.state enable row level security;
alter table relief.indicator enable row level security;
alter table relief.promise enable row level security;
alter table relief.turn enable row level security;
create policy plan_read on relief.plan for select using (seats && app.reads());
create policy plan_add on relief.plan for insert with check (seats && app.writes());
create policy plan_change on relief.plan for update using (seats && app.writes()) with check (seats && app.writes());
create policy state_read on relief.state for select using (seats && app.reads());
create policy state_add on relief.state for insert with check (seats && app.writes());
create policy state_change on relief.state for update using (seats && app.writes()) with check (seats && app.writes());
create policy indicator_read on relief.indicator for select using (seats && app.reads());
create policy indicator_add on relief.indicator for insert with check (seats && app.writes());
create policy indicator_change on relief.indicator for update using (seats && app.writes()) with check (seats && app.writes());
create policy promise_read on relief.promise for select using (exists (select from matter.matter m where m.id = matter_id));
create policy promise_add on relief.promise for insert
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy promise_change on relief.promise for update
  using (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()))
  with check (exists (select from matter.matter m where m.id = matter_id and m.seats && app.writes()));
create policy turn_read on relief.turn for select using (seats && app.reads());
create policy turn_add on relief.turn for insert with check (seats && app.writes());
-- Words are never changed: a plan and a figure follow their enterprise to another place, and that is all.
grant select, insert on relief.plan, relief.state, relief.indicator, relief.turn to tongzhou_app;
grant update (seats) on relief.plan, relief.indicator to tongzhou_app;
grant update (until, seats) on relief.state to tongzhou_app;
grant select, insert, update on relief.promise to tongzhou_app;
-- The code at the gate goes on when its enterprise moves: only who sees the link changes.
grant update (seats) on matter.link to tongzhou_app;

-- How many problems of an enterprise are open, seen by its reader or not: a count tells nothing else. An enterprise
-- isn't ended over a problem that whoever ends it can't see.
create function relief.open_of(of_organisation uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from relief.problem p join matter.matter m on m.id = p.matter_id
  where p.organisation_id = of_organisation and p.outcome is null and m.is_open
$$;
revoke all on function relief.open_of from public;
grant execute on function relief.open_of to tongzhou_app;

-- Solved problems that are like another one. Only solved ones are indexed, so a report doesn't pay for it.
alter table relief.problem add column bigrams text[] not null generated always as (app.bigrams(left(description, 300))) stored;
create index problem_solved_words on relief.problem using gin (bigrams) where outcome = 'solved';
create index problem_solved on relief.problem (category, confirmed_at desc) where outcome = 'solved';

-- Candidates are those that share a pair of characters that at most one in fifty has (the statistics of the column know),
-- and the newest of the category; of those that the reader may see the share of pairs in common decides, then category
-- and industry. The same rule as matter_read and problem_read, applied here because a search by pairs under the policies
-- uses no index. At 100,000 solved problems 5 to 30 ms.
create function relief.similar_solved(words text, of_category text, of_industry text, but uuid, most int)
returns table (matter_id uuid, number text, title text, category text, organisation_name text, solution text, confirmed_at timestamptz, likeness int)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  keys text[] := app.reads();
  wanted text[] := array(select w from unnest(app.bigrams(left(words, 400))) w where w !~ '[[:space:]，。；、！？,.;:：]');
  rare text[];
begin
  select array(select w.w from unnest(wanted) w (w)
    left join (select e.w, e.f from pg_catalog.pg_stats s,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs[1:cardinality(s.most_common_elems::text::text[])]) e (w, f)
      where s.schemaname = 'relief' and s.tablename = 'problem' and s.attname = 'bigrams') known on known.w = w.w
    where coalesce(known.f, 0) <= 0.02 order by coalesce(known.f, 0), w.w limit 8) into rare;
  return query
    with hit as materialized (
      (select p.matter_id from relief.problem p
        where p.outcome = 'solved' and p.bigrams operator(pg_catalog.&&) rare limit 600)
      union
      (select p.matter_id from relief.problem p
        where p.outcome = 'solved' and p.category = of_category order by p.confirmed_at desc limit 200)
    ), seen as materialized (
      select h.matter_id, cardinality(p.bigrams) as size, p.bigrams
      from hit h join matter.matter m on m.id = h.matter_id join relief.problem p on p.matter_id = h.matter_id
      where m.seats operator(pg_catalog.&&) keys and h.matter_id is distinct from but
    ), ranked as materialized (
      select s.matter_id, count(*)::int * 100 / greatest(1, least(s.size, cardinality(wanted))) as shared
      from seen s cross join unnest(s.bigrams) b (pair) join unnest(wanted) w (pair) on w.pair = b.pair
      group by s.matter_id, s.size
    )
    select p.matter_id, m.number, m.title, p.category, o.name, p.solution, p.confirmed_at,
      (r.shared + case when p.category = of_category then 20 else 0 end + case when o.industry = of_industry then 10 else 0 end)::int
    from (select * from ranked where shared >= 12 order by shared desc, ranked.matter_id desc limit 100) r
    join relief.problem p on p.matter_id = r.matter_id join matter.matter m on m.id = r.matter_id
    join region.organisation o on o.id = p.organisation_id
    order by 8 desc, p.confirmed_at desc limit most;
end $$;
revoke all on function relief.similar_solved from public;
grant execute on function relief.similar_solved to tongzhou_app;
