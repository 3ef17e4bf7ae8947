-- Supervision 督查: how every problem stands, by office and place.

-- Which office led when a line was written, after what it tells: responsibility is read from the story, so that nobody
-- sheds what happened under them by handing the matter on.
alter table matter.history add column owner_office_id uuid references region.office;
create function matter.note_lead() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.owner_office_id := coalesce(new.owner_office_id,
    (select m.owner_office_id from matter.matter m where m.id = new.matter_id));
  return new;
end $$;
create trigger note_lead before insert on matter.history for each row execute function matter.note_lead();

create function relief.is_closed(status text) returns boolean language sql immutable parallel safe
  return status in ('solved', 'explained', 'withdrawn', 'timed-out', 'merged');

-- One row a problem: what its story says so far, folded.
create table relief.standing (
  matter_id uuid primary key references matter.matter,
  division_code text not null,
  open_to_place boolean not null, -- carries its division as a seat: whoever sees the place sees it
  opened_at timestamptz not null,
  office_id uuid, -- leads
  category text,
  outcome text, -- null while it is open
  overdue boolean not null,
  chased int not null,
  reopened int not null,
  solved_at timestamptz, -- last submission of a solution
  seconds float8, -- from the report to that; null unless it is solved
  closed_at timestamptz,
  rating int,
  confirmed_by text,
  returned_by uuid[], -- offices that gave it back
  passed_by uuid[], -- offices that led it and handed it on
  escalated_from uuid[] -- offices that led it when it was told to the level above
);
create index standing_place on relief.standing (division_code, opened_at);
create index standing_moved on relief.standing (division_code)
  where returned_by is not null or passed_by is not null or escalated_from is not null;
alter table relief.standing enable row level security;
create policy standing_read on relief.standing for select using (exists (select from matter.matter m where m.id = matter_id));
grant select on relief.standing to tongzhou_app;

-- The fold of the story by a cut-off: the one definition of every number of supervision. Only definer functions call it.
-- The last of several values is the greatest of those that begin with their number.
create function relief.fold(cut_off timestamptz) returns setof relief.standing language sql stable as $$
  select l.matter_id, l.division_code, l.open_to_place, l.opened_at, l.office_id, l.category,
    case when relief.is_closed(l.status) then l.status end,
    not relief.is_closed(l.status) and l.overdue_seq > coalesce(l.started_seq, 0),
    l.chased, l.reopened, l.solved_at,
    case when l.status = 'solved' then extract(epoch from l.solved_at - l.opened_at)::float8 end,
    case when relief.is_closed(l.status) then l.closed_at end,
    case when l.status = 'solved' then l.rating end, case when l.status = 'solved' then l.confirmed_by end,
    l.returned_by, l.passed_by, l.escalated_from
  from (
    select h.matter_id, h.division_code, h.open_to_place, min(h.opened_at) as opened_at,
      substr(max(to_char(h.seq, 'FM000000000') || h.owner_office_id), 10)::uuid as office_id,
      substr(max(to_char(h.seq, 'FM000000000') || (h.detail ->> 'category')), 10) as category,
      coalesce(substr(max(to_char(h.seq, 'FM000000000') || (h.detail ->> 'to')), 10), 'reported') as status,
      coalesce(max(h.seq) filter (where h.action = 'overdue' and h.detail ->> 'clock' = 'solve'), 0) as overdue_seq,
      max(h.seq) filter (where h.action in ('sign', 'recall', 'dispute', 'reopen')) as started_seq,
      (count(*) filter (where h.action = 'chase'))::int as chased,
      (count(*) filter (where h.action = 'reopen'))::int as reopened,
      max(h.at) filter (where h.action = 'solve') as solved_at,
      max(h.at) filter (where relief.is_closed(h.detail ->> 'to')) as closed_at,
      substr(max(to_char(h.seq, 'FM000000000') || (h.detail ->> 'rating')) filter (where h.action = 'confirm'), 10)::int as rating,
      substr(max(to_char(h.seq, 'FM000000000') || (h.detail ->> 'by')) filter (where h.action = 'confirm'), 10) as confirmed_by,
      array_agg(distinct h.lead_before) filter (where h.action = 'giveBack' and h.lead_before is not null) as returned_by,
      array_agg(distinct h.lead_before) filter (where h.action in ('route', 'refer', 'referUp')
        and h.lead_before <> h.owner_office_id) as passed_by,
      array_agg(distinct h.owner_office_id) filter (where h.action = 'escalate' and h.owner_office_id is not null) as escalated_from
    from (
      select x.matter_id, m.division_code, m.seats @> array['relief:' || m.division_code] as open_to_place, m.opened_at,
        x.seq, x.at, x.action, x.detail, x.owner_office_id,
        lag(x.owner_office_id) over (partition by x.matter_id, m.division_code order by x.seq) as lead_before
      from matter.matter m join matter.history x on x.matter_id = m.id
      where m.kind = 'problem' and m.recorded_at <= cut_off and x.recorded_at <= cut_off
    ) h group by h.matter_id, h.division_code, h.open_to_place
  ) l
$$;
revoke all on function relief.fold from public;

-- Every verb of every part writes the story, in its transaction: by this trigger none can forget the numbers, and by
-- folding anew none can make them differ from it. matter.history is a local table.
-- The few matters of a statement are looked up by key, whatever the planner thinks of tables that are being loaded.
create function relief.restate() returns trigger language plpgsql security definer set search_path = ''
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare ids uuid[] := array(select distinct t.matter_id from told t);
begin
  insert into relief.standing select f.* from relief.fold('infinity') f where f.matter_id = any (ids)
  on conflict (matter_id) do update set division_code = excluded.division_code, open_to_place = excluded.open_to_place,
    opened_at = excluded.opened_at, office_id = excluded.office_id, category = excluded.category, outcome = excluded.outcome,
    overdue = excluded.overdue, chased = excluded.chased, reopened = excluded.reopened, solved_at = excluded.solved_at,
    seconds = excluded.seconds, closed_at = excluded.closed_at, rating = excluded.rating, confirmed_by = excluded.confirmed_by,
    returned_by = excluded.returned_by, passed_by = excluded.passed_by, escalated_from = excluded.escalated_from;
  return null;
end $$;
create trigger restate after insert on matter.history
  referencing new table as told for each statement execute function relief.restate();

-- Who answers for an office's numbers at a moment: itself, or whoever it was merged into by then.
create function relief.heirs(cut_off timestamptz) returns table (id uuid, heir uuid, heir_division text) language sql stable as $$
  with recursive step (id, heir) as (
    select o.id, o.id from region.office o
    union
    select s.id, o.successor_id from step s join region.office o on o.id = s.heir
    where o.successor_id is not null and o.valid_until <= cut_off
  )
  select s.id, s.heir, o.division_code from step s join region.office o on o.id = s.heir
  where o.successor_id is null or o.valid_until is null or o.valid_until > cut_off
$$;
revoke all on function relief.heirs from public;

-- The problems that a reader may count, as SQL: those of a place that the reader's keys reach, and whatever else carries
-- one of the keys: the same rule as matter_read.
create function relief.counted(within text, cut_off timestamptz) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return case when cut_off is null then 'relief.standing s' else 'relief.fold($6) s' end
    || ' where s.division_code >= $1 and s.division_code < $1 || '':'' and ('
    || case when exists (select from unnest(app.reads()) k(key) where k.key like 'relief:%' and k.key not like 'relief:%:%'
      and within like substr(k.key, 8) || '%') then 's.open_to_place or ' else '' end
    || 's.matter_id in (select m.id from matter.matter m where m.kind = ''problem'' and m.seats operator(pg_catalog.&&) app.reads()))
      and ($2 is null or s.opened_at >= $2) and ($3 is null or s.opened_at < $3) and ($4 is null or s.category = $4)';
end $$;
revoke all on function relief.counted from public;

-- The board: a row each office or place, and the whole with a null key. What an office answers for is what it leads at
-- the cut-off; what it gave back, handed on, or let be escalated stays its own, whoever leads now.
create function relief.board(within text, since timestamptz, until timestamptz, of_category text, digits int,
  cut_off timestamptz, moment timestamptz)
returns table (key text, collected int, open int, solved int, overdue int, explained int, withdrawn int, timed_out int,
  merged int, chased int, reopened int, self_confirmed int, rated int, rating float8, median_seconds float8, p90_seconds float8,
  returned int, passed int, escalated int)
language plpgsql stable security definer set search_path = '' as $$
declare counted text := relief.counted(within, cut_off);
begin
  return query execute 'with heirs as materialized (
      select h.id, case when $5 is null then h.heir::text else left(h.heir_division, $5) end as key from relief.heirs($7) h
    ), led as (
      -- By office first: a sum of few rows is what the whole and the places below take from.
      select s.office_id, count(*) as collected, count(*) filter (where s.outcome is null) as open,
        count(*) filter (where s.outcome = ''solved'') as solved, count(*) filter (where s.overdue) as overdue,
        count(*) filter (where s.outcome = ''explained'') as explained,
        count(*) filter (where s.outcome = ''withdrawn'') as withdrawn,
        count(*) filter (where s.outcome = ''timed-out'') as timed_out,
        count(*) filter (where s.outcome = ''merged'') as merged,
        count(*) filter (where s.chased > 0) as chased, count(*) filter (where s.reopened > 0) as reopened,
        count(*) filter (where s.confirmed_by <> ''enterprise'') as self_confirmed,
        count(s.rating) as rated, sum(s.rating) as ratings
      from ' || counted || ' group by s.office_id
    ), sums as (
      select h.key, grouping(h.key) as is_whole, sum(l.collected)::int as collected, sum(l.open)::int as open,
        sum(l.solved)::int as solved, sum(l.overdue)::int as overdue, sum(l.explained)::int as explained,
        sum(l.withdrawn)::int as withdrawn, sum(l.timed_out)::int as timed_out, sum(l.merged)::int as merged,
        sum(l.chased)::int as chased, sum(l.reopened)::int as reopened, sum(l.self_confirmed)::int as self_confirmed,
        sum(l.rated)::int as rated, (sum(l.ratings) / nullif(sum(l.rated), 0))::float8 as rating
      from led l left join heirs h on h.id = l.office_id group by grouping sets ((h.key), ())
    ), took as (
      select h.key, grouping(h.key) as is_whole, percentile_cont(array[0.5, 0.9]) within group (order by s.seconds) as seconds
      from (select s.office_id, s.seconds from ' || counted || ' and s.seconds is not null) s
      left join heirs h on h.id = s.office_id group by grouping sets ((h.key), ())
    ), alike as materialized (
      -- Offices are few: thousands of problems went through the same hands.
      select row_number() over () as id, count(*) as number, s.returned_by, s.passed_by, s.escalated_from from ' || counted || '
        and (s.returned_by is not null or s.passed_by is not null or s.escalated_from is not null)
      group by s.returned_by, s.passed_by, s.escalated_from
    ), through as (
      select distinct a.id, a.number, w.what, h.key from alike a,
        lateral (select 1, unnest(a.returned_by) union all select 2, unnest(a.passed_by) union all select 3, unnest(a.escalated_from))
          w (what, office_id) join heirs h on h.id = w.office_id
    ), moved as (
      select t.key, 0 as is_whole, sum(t.number) filter (where t.what = 1)::int as returned,
        sum(t.number) filter (where t.what = 2)::int as passed, sum(t.number) filter (where t.what = 3)::int as escalated
      from through t group by t.key
      union all
      select null, 1, sum(a.number) filter (where a.returned_by is not null)::int,
        sum(a.number) filter (where a.passed_by is not null)::int, sum(a.number) filter (where a.escalated_from is not null)::int
      from alike a
    )
    select coalesce(l.key, m.key), coalesce(l.collected, 0), coalesce(l.open, 0), coalesce(l.solved, 0), coalesce(l.overdue, 0),
      coalesce(l.explained, 0), coalesce(l.withdrawn, 0), coalesce(l.timed_out, 0), coalesce(l.merged, 0), coalesce(l.chased, 0),
      coalesce(l.reopened, 0), coalesce(l.self_confirmed, 0), coalesce(l.rated, 0), l.rating, t.seconds[1], t.seconds[2],
      coalesce(m.returned, 0), coalesce(m.passed, 0), coalesce(m.escalated, 0)
    from sums l full join moved m on coalesce(m.key, '''') = coalesce(l.key, '''') and m.is_whole = l.is_whole
    left join took t on coalesce(t.key, '''') = coalesce(l.key, '''') and t.is_whole = l.is_whole
    where coalesce(l.key, m.key) is not null or coalesce(l.is_whole, m.is_whole) = 1'
    using within, since, until, of_category, digits, cut_off, moment;
end $$;
revoke all on function relief.board from public;
grant execute on function relief.board to tongzhou_app;

-- Enterprises that have no main officer, by place, and the whole with a null place: one walk for all of them.
create function relief.without_officer_by_place(within text, digits int) returns table (place text, count int)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not coalesce(app.reads() operator(pg_catalog.&&) array['staff'], false) then return; end if;
  return query execute 'select left(g.division_code, $2), count(*)::int from region.organisation g
    where g.kind = ''enterprise'' and g.ended_at is null and g.division_code >= $1 and g.division_code < $1 || '':''
      and not exists (select from relief.pairing r where r.organisation_id = g.id and r.valid_until is null and r.part = ''main'')
    group by grouping sets ((left(g.division_code, $2)), ())' using within, digits;
end $$;
revoke all on function relief.without_officer_by_place from public;
grant execute on function relief.without_officer_by_place to tongzhou_app;

-- The matters behind one number of the board, by the same conditions.
create function relief.board_matters(what text, of_key text, within text, since timestamptz, until timestamptz, of_category text,
  digits int, cut_off timestamptz, moment timestamptz)
returns setof uuid language plpgsql stable security definer set search_path = '' as $$
declare
  holds text := case what when 'collected' then 'true' when 'open' then 's.outcome is null' when 'overdue' then 's.overdue'
    when 'solved' then 's.outcome = ''solved''' when 'explained' then 's.outcome = ''explained'''
    when 'withdrawn' then 's.outcome = ''withdrawn''' when 'timedOut' then 's.outcome = ''timed-out'''
    when 'merged' then 's.outcome = ''merged''' when 'chased' then 's.chased > 0' when 'reopened' then 's.reopened > 0'
    when 'selfConfirmed' then 's.confirmed_by <> ''enterprise''' when 'rated' then 's.rating is not null'
    when 'returned' then 's.returned_by is not null' when 'passed' then 's.passed_by is not null'
    when 'escalated' then 's.escalated_from is not null' else 'false' end;
  offices text := case what when 'returned' then 's.returned_by' when 'passed' then 's.passed_by'
    when 'escalated' then 's.escalated_from' else 'array[s.office_id]' end;
begin
  return query execute 'select s.matter_id from ' || relief.counted(within, cut_off) || ' and ' || holds
    || case when of_key is null then '' else ' and ' || offices || ' operator(pg_catalog.&&) (select array_agg(h.id) from relief.heirs($7) h
      where case when $5 is null then h.heir::text else left(h.heir_division, $5) end = $8)' end
    using within, since, until, of_category, digits, cut_off, moment, of_key;
end $$;
revoke all on function relief.board_matters from public;
grant execute on function relief.board_matters to tongzhou_app;
