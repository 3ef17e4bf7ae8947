-- An office counts all its matters in one series, whatever their kind: a number names one matter.

delete from matter.series s using matter.series g
  where g.prefix = s.prefix and (g.last, g.kind) > (s.last, s.kind);
alter table matter.series drop column kind; -- and with it the key of both
alter table matter.series add primary key (prefix);

drop function matter.next_number(text, text);
-- The next number of an office's series: one locked row, so that no number is given twice.
create function matter.next_number(of_prefix text) returns int
language sql security definer set search_path = '' as $$
  insert into matter.series as s (prefix, last) values (of_prefix, 1)
  on conflict (prefix) do update set last = s.last + 1 returning last
$$;
revoke all on function matter.next_number from public;
grant execute on function matter.next_number to tongzhou_app, tongzhou_public;
