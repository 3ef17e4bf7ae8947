import type pg from 'pg'

const OFFERS = 2000

/** Offers of enterprises all over, some used up in part: what the needs of a demonstration find. */
export async function seedExchange(client: pg.Client, now: Date): Promise<void> {
  await client.query(
    `insert into relief.offer (id, organisation_id, office_id, kind, unit, words, specification, test_hours, closed_loop_bus, quantity,
       division_code, longitude, latitude, from_on, until_on, recorded_at, seats)
     select ('01900e0f-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, g.id, p.office_id, k.kind, k.unit, k.words[1 + n % 3], k.specifications[1 + n % 3],
       case when k.kind = 'workers' then (array[24, 48, 72])[1 + n % 3] end, k.kind in ('workers', 'transport') and n % 2 = 0,
       k.least + n * 37 % k.span, g.division_code, d.longitude, d.latitude, $1::date - n % 6, $1::date + 5 + n % 40,
       $1::timestamptz - make_interval(hours => n % 140), array(select 'relief:' || x from unnest(g.path) x) || ('office:' || p.office_id)
         || ('offer:01900e0f-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))
     from generate_series(1, ${OFFERS}) n
     join (values
       (0, 'workers', 'persons', array['淡季富余工人，可借调一个月', '产线检修，工人可支援', '劳务合作，成班组输出'], array['装配工', '焊工', '普工'], 5, 60),
       (1, 'part', 'pieces', array['库存现货，可当日发出', '同规格件，有检测报告', '备件富余，按成本价'], array['轴承6205', '连接器', '转向节'], 50, 2000),
       (2, 'transport', 'vehicles', array['自有车队，司机闭环管理', '厢式货车，可跨省', '冷藏车，已办通行证'], array['厢式货车', '集卡', '冷藏车'], 1, 12),
       (3, 'material', 'tonnes', array['库存富余，可匀出', '现货，自提', '可按周供应'], array['铝锭', '涤纶丝', '包装纸'], 5, 200),
       (4, 'place', 'square-metres', array['闲置厂房，可作临时仓库', '宿舍空置，可闭环居住', '堆场，靠近港口'], array['仓库', '宿舍', '堆场'], 200, 5000)
     ) k (no, kind, unit, words, specifications, least, span) on k.no = n % 5
     join (select o.id, o.division_code, o.path, row_number() over (order by o.id) as no, count(*) over () as firms
       from region.organisation o join relief.pairing q on q.organisation_id = o.id and q.valid_until is null and q.part = 'main'
       where o.kind = 'enterprise') g on g.no = 1 + n * 7 % g.firms
     join relief.pairing p on p.organisation_id = g.id and p.valid_until is null and p.part = 'main'
     left join lateral (select v.longitude, v.latitude from region.division v where v.code = any(g.path) and v.longitude is not null
       order by char_length(v.code) desc limit 1) d on true
     order by n`,
    [now],
  )
}
