import pg from 'pg'

const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')
  and n.nspname !~ '^pg_(toast|temp)'`
const notOfExtension = (catalog: string, oid: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`
const tables = `pg_class c join pg_namespace n on n.oid = c.relnamespace`

/** Grants name the owner's role, which differs from cluster to cluster; only our two logins matter. */
const acl = (column: string) =>
  `(select string_agg(line, ', ' order by line) from (
      select coalesce(r.rolname, 'public') || ' ' || string_agg(a.privilege_type, '/' order by a.privilege_type) as line
      from aclexplode(${column}) a left join pg_roles r on r.oid = a.grantee
      where a.grantee = 0 or r.rolname like 'tongzhou%'
      group by r.rolname) g)`

/** Each gives one column `line`; its order is by bytes, so that no locale changes the file. */
const parts: [string, string][] = [
  ['extensions', `select extname as line from pg_extension where extname <> 'plpgsql'`],
  [
    'schemas',
    `select n.nspname || coalesce(' grants ' || ${acl('n.nspacl')}, '') as line from pg_namespace n where ${ours}`,
  ],
  [
    'tables',
    `select format('%s.%s %s%s%s%s', n.nspname, c.relname,
        case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' when 'm' then 'materialized view' else 'sequence' end,
        case when c.relrowsecurity then ' row-security' else '' end,
        case when c.relforcerowsecurity then ' forced' else '' end,
        coalesce(' grants ' || ${acl('c.relacl')}, '')) as line
      from ${tables} where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'S') and ${notOfExtension('pg_class', 'c.oid')}`,
  ],
  [
    'columns',
    `select format('%s.%s %s %s %s%s%s%s%s', n.nspname, c.relname, to_char(a.attnum, 'FM000'), a.attname,
        format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end,
        case when d.adbin is null then '' when a.attgenerated <> '' then ' generated ' || pg_get_expr(d.adbin, d.adrelid)
          else ' default ' || pg_get_expr(d.adbin, d.adrelid) end,
        case when a.attidentity <> '' then ' identity' else '' end,
        coalesce(' grants ' || ${acl('a.attacl')}, '')) as line
      from ${tables} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where ${ours} and c.relkind in ('r', 'p', 'v', 'm') and ${notOfExtension('pg_class', 'c.oid')}`,
  ],
  [
    'constraints',
    `select format('%s.%s %s %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) as line
      from ${tables} join pg_constraint k on k.conrelid = c.oid where ${ours} and k.contype <> 'n'`,
  ],
  [
    'indexes',
    `select pg_get_indexdef(i.indexrelid) as line from pg_index i
      join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where ${ours}`,
  ],
  [
    'policies',
    `select format('%s.%s %s %s %s to %s%s%s', n.nspname, c.relname, p.polname,
        case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        coalesce((select string_agg(rolname, ', ' order by rolname) from pg_roles where oid = any (p.polroles)), 'public'),
        ' using ' || pg_get_expr(p.polqual, p.polrelid), ' check ' || pg_get_expr(p.polwithcheck, p.polrelid)) as line
      from ${tables} join pg_policy p on p.polrelid = c.oid where ${ours}`,
  ],
  [
    'triggers',
    `select pg_get_triggerdef(t.oid) as line from ${tables} join pg_trigger t on t.tgrelid = c.oid
      where ${ours} and not t.tgisinternal`,
  ],
  [
    'functions',
    `select pg_get_functiondef(p.oid) || coalesce(' grants ' || ${acl('p.proacl')}, '') as line
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prokind <> 'a' and ${notOfExtension('pg_proc', 'p.oid')}`,
  ],
]

/** What the catalogs say of a migrated database: the text that a reviewer compares. */
export async function listSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set search_path to pg_catalog')
    const sections: string[] = []
    for (const [title, query] of parts) {
      const { rows } = await client.query<{ line: string }>(
        `select line from (${query}) q order by line collate "C"`,
      )
      sections.push(`# ${title}\n${rows.map(row => row.line.trimEnd()).join('\n')}\n`)
    }
    return sections.join('\n')
  } finally {
    await client.end()
  }
}
