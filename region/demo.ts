import { between, pick, type Random, randomOf, shuffledIndex, weighted } from '#packages/random'
import { creditCodeAlphabet, makeCreditCode } from './credit-code.ts'
import words from './data/demonstration.json' with { type: 'json' }
import { readTownNames } from './divisions.ts'
import { englishName, nameTokens } from './names.ts'

/*
 * The demonstration city: Jiaxing's divisions are real, its enterprises and people are invented. Everything is a
 * function of the seed; the first n of a longer list are the same as a list of n.
 */

const pickSurname = weighted(
  words.surnames.split(',').map(entry => {
    const [surname, weight] = entry.split(' ')
    return [surname!, Number(weight)] as const
  }),
)
const given = [...words.given]
function personName(random: Random): string {
  const surname = pickSurname(random)
  return surname + pick(random, given) + (random() < 0.72 ? pick(random, given) : '')
}

const city = '3304'
const countyWeights: Record<string, number> = {
  '330402': 12,
  '330411': 14,
  '330421': 15,
  '330424': 10,
  '330481': 20,
  '330482': 14,
  '330483': 15,
}

// ---------------------------------------------------------------------------------------------- enterprises

export type DemoEnterprise = {
  /** Its place in the list, from 0. */
  index: number
  name: string
  /** Valid, under the unassigned prefix 91339900, so that nobody real is met. */
  creditCode: string
  /** A town of Jiaxing. */
  divisionCode: string
  /** Division of GB/T 4754, section C, such as C36; names in industries.ts. */
  industry: string
  size: 'large' | 'medium' | 'small'
  employees: number
  /** Yearly, in fen; at least 20 million yuan. */
  revenueFen: bigint
  address: string
  contact: { name: string; post: string; telephone: string }
  lists: ('top100' | 'above-scale')[]
}

// The enterprises and people of the published story's retelling come first, on the list of the hundred.
const named = [
  { name: '平湖示范整车有限公司', town: '330482002', industry: 'C36', contact: '罗启', post: '厂长' },
  { name: '嘉善示范硅业有限公司', town: '330421003', industry: 'C39', contact: '温岚', post: '外贸主管' },
  { name: '嘉兴示范光伏有限公司', town: '330411005', industry: 'C38', contact: '李沐', post: '行政主管' },
  { name: '桐乡示范化纤有限公司', town: '330483105', industry: 'C28', contact: '倪舟', post: '厂长' },
]
const oneHundred = 100

const brandParts = [words.brand.first, words.brand.second, words.brand.third].map(part => [...part]) as [
  string[],
  string[],
  string[],
]
const brands = brandParts.reduce((product, part) => product * part.length, 1)

/** Brands that occur once, in an order of the seed's. */
function brandsOf(random: Random): (i: number) => string {
  const [first, second, third] = brandParts
  const brandAt = shuffledIndex(brands, random)
  return i => {
    const at = brandAt(i)
    const [head, rest] = [at % first.length, Math.floor(at / first.length)]
    return first[head]! + second[rest % second.length]! + third[Math.floor(rest / second.length)]!
  }
}

const pickIndustry = weighted(
  Object.entries(words.products).map(
    ([code, { weight }]) => [code as keyof typeof words.products, weight] as const,
  ),
)

/** A district's firms carry the city's name, those of a county or county-level city their own. */
function placeInName(names: ReadonlyMap<string, string>, town: string): string {
  const county = names.get(town.slice(0, 6))!
  return (county.endsWith('区') ? names.get(town.slice(0, 4))! : county).slice(0, -1)
}

/** Enterprises with names, codes and telephones that occur once. @throws RangeError beyond 69,000 */
export function demoEnterprises({ count, seed }: { count: number; seed: number }): DemoEnterprise[] {
  if (count > brands - oneHundred)
    throw new RangeError(`there are names for ${brands - oneHundred} enterprises`)
  const random = randomOf(seed, 'enterprises')
  const brand = brandsOf(random)
  const codeAt = shuffledIndex(31 ** 6, random)
  const phoneAt = shuffledIndex(10 ** 8, random)
  const divisions = readTownNames()
  const towns = [...divisions.keys()].filter(code => code.length === 9 && code.startsWith(city))
  const pickTown = weighted(townWeights(towns))
  const creditCode = (i: number) => {
    let [at, tail] = [codeAt(i), '']
    for (let digit = 0; digit < 6; digit++) {
      tail = creditCodeAlphabet[at % 31]! + tail
      at = Math.floor(at / 31)
    }
    return makeCreditCode(`91339900MA2${tail}`)
  }

  return Array.from({ length: count }, (_, index) => {
    const story = named[index]
    const industry = story?.industry ?? pickIndustry(random)
    const isListed = index < oneHundred
    // Every town has at least one enterprise, however few there are in all.
    const everyTown = isListed ? undefined : towns[index - oneHundred]
    const town = story?.town ?? everyTown ?? pickTown(random)
    const product = pick(random, words.products[industry as keyof typeof words.products].products)
    const countyName = divisions.get(town.slice(0, 6))!
    const place = placeInName(divisions, town)
    const form = random() < 0.9 ? '有限公司' : '股份有限公司'
    const measure = measures(random, isListed)
    const telephone = String(phoneAt(index)).padStart(8, '0')
    const road = `${pick(random, words.roads)}路${between(random, 1, 999)}号`
    const person = personName(random)
    const post = pick(random, words.posts)
    return {
      index,
      name: story?.name ?? `${place}${brand(index)}${product}${form}`,
      creditCode: creditCode(index),
      divisionCode: town,
      industry,
      ...measure,
      address: `浙江省嘉兴市${countyName}${divisions.get(town)}${road}`,
      contact: {
        name: story?.contact ?? person,
        post: story?.post ?? post,
        telephone: `100-${telephone.slice(0, 4)}-${telephone.slice(4)}`,
      },
      lists: isListed ? ['top100', 'above-scale'] : ['above-scale'],
    }
  })
}

/** Names and towns of enterprises anywhere in the province, each name once. @throws RangeError beyond 69,000 */
export function inventEnterprises({
  count,
  seed,
  within,
}: {
  count: number
  seed: number
  within: string
}): { name: string; division: string }[] {
  if (count > brands) throw new RangeError(`there are names for ${brands} enterprises`)
  const random = randomOf(seed, `enterprises of ${within}`)
  const brand = brandsOf(random)
  const divisions = readTownNames()
  const towns = [...divisions.keys()].filter(code => code.length === 9 && code.startsWith(within))
  return Array.from({ length: count }, (_, i) => {
    // Every town has one before any has two.
    const town = towns[i] ?? pick(random, towns)
    const product = pick(random, words.products[pickIndustry(random)].products)
    return { name: `${placeInName(divisions, town)}${brand(i)}${product}有限公司`, division: town }
  })
}

/** Names of invented people; with very many some occur twice, as in life. */
export function inventPeople({ count, seed }: { count: number; seed: number }): string[] {
  const random = randomOf(seed, 'people')
  return Array.from({ length: count }, () => personName(random))
}

/** Towns in a county differ, in the same way for every seed. */
function townWeights(towns: string[]): [string, number][] {
  const random = randomOf(0, 'towns')
  const shares = towns.map(town => [town, 1 + 4 * random()] as const)
  return shares.map(([town, share]) => {
    const county = town.slice(0, 6)
    const inCounty = shares.reduce((sum, [other, its]) => sum + (other.startsWith(county) ? its : 0), 0)
    return [town, (countyWeights[county]! * share) / inCounty]
  })
}

/** Employees and revenue within the bounds of their size class (NBS, 2017). */
function measures(
  random: Random,
  isListed: boolean,
): Pick<DemoEnterprise, 'size' | 'employees' | 'revenueFen'> {
  const draw = random()
  const size = isListed || draw < 0.02 ? 'large' : draw < 0.13 ? 'medium' : 'small'
  const skew = random() * random()
  const employees =
    size === 'large'
      ? 1000 + Math.floor(skew * 7000)
      : size === 'medium'
        ? 300 + Math.floor(skew * 699)
        : 20 + Math.floor(skew * 279)
  const spread = random() * random()
  const thousandYuan =
    size === 'large'
      ? 400_000 + Math.floor(spread * 9_600_000)
      : size === 'medium'
        ? 60_000 + Math.floor(spread * 339_000)
        : 20_000 + Math.floor(spread * 230_000)
  return { size, employees, revenueFen: BigInt(thousandYuan) * 100_000n }
}

// -------------------------------------------------------------------------------------------------- offices

const subjects = ['industry', 'labour', 'transport', 'commerce', 'finance', 'health', 'tax'] as const
export type DemoSubject = (typeof subjects)[number] | 'relief' | 'duty' | 'general'

export type DemoOffice = {
  /** Division and subject, '3304:industry'; names the office in the other lists. */
  key: string
  name: string
  nameEn: string
  /** Of its number series, each once. */
  prefix: string
  divisionCode: string
  subject: DemoSubject
  kind: 'task-force' | 'bureau' | 'town' | 'duty'
  /** Whether it sees its subject in all divisions below. */
  seesSubject: boolean
}

type Named = { zh: string; en: string; letter: string }
const departments: Record<(typeof subjects)[number], Named & { province: string; county?: string }> = {
  industry: {
    zh: '经济和信息化局',
    province: '经济和信息化厅',
    en: 'Economy and Information Technology',
    letter: 'I',
  },
  labour: {
    zh: '人力资源和社会保障局',
    province: '人力资源和社会保障厅',
    en: 'Human Resources and Social Security',
    letter: 'L',
  },
  transport: { zh: '交通运输局', province: '交通运输厅', en: 'Transport', letter: 'T' },
  commerce: { zh: '商务局', province: '商务厅', en: 'Commerce', letter: 'C' },
  finance: { zh: '金融工作办公室', province: '地方金融监督管理局', en: 'Financial Affairs', letter: 'F' },
  health: {
    zh: '卫生健康委员会',
    province: '卫生健康委员会',
    county: '卫生健康局',
    en: 'Health',
    letter: 'H',
  },
  tax: { zh: '税务局', province: '税务局', en: 'Taxation', letter: 'X' },
}
const cityLetters: Record<string, string> = {
  '3301': 'HZ',
  '3302': 'NB',
  '3303': 'WZ',
  '3304': 'JX',
  '3305': 'HUZ',
  '3306': 'SX',
  '3307': 'JH',
  '3308': 'QZ',
  '3309': 'ZS',
  '3310': 'TZ',
  '3311': 'LS',
}
const countyLetters: Record<string, string> = {
  '330402': 'NH',
  '330411': 'XZ',
  '330421': 'JS',
  '330424': 'HY',
  '330481': 'HN',
  '330482': 'PH',
  '330483': 'TX',
}

/**
 * Offices: the province's duty post, task force and departments; each city's task force and industry bureau; in Jiaxing
 * every subject in the city and its seven counties, and the government of each of the 71 towns.
 */
export function demoOffices(): DemoOffice[] {
  const divisions = readTownNames()
  const nameOf = (code: string) => divisions.get(code)!
  const place = (code: string) => {
    const english = englishName(nameOf(code))
    return code.length === 2 ? english.replace(/ Province$/, ' Provincial') : english
  }

  const bureau = (code: string, prefix: string, subject: (typeof subjects)[number]): DemoOffice => {
    const { zh, province, county, en, letter } = departments[subject]
    const title = code.length === 2 ? province : code.length === 6 && county ? county : zh
    const kind = code.length === 2 ? 'Department' : 'Bureau'
    return {
      key: `${code}:${subject}`,
      name: subject === 'tax' ? `国家税务总局${nameOf(code)}${title}` : `${nameOf(code)}${title}`,
      nameEn: `${place(code)} ${kind} of ${en}`,
      prefix: prefix + letter,
      divisionCode: code,
      subject,
      kind: 'bureau',
      seesSubject: code.length < 6,
    }
  }
  const taskForce = (code: string, prefix: string): DemoOffice => ({
    key: `${code}:relief`,
    name: `${nameOf(code)}助企纾困工作专班`,
    nameEn: `${place(code)} Enterprise Relief Task Force`,
    prefix: `${prefix}R`,
    divisionCode: code,
    subject: 'relief',
    kind: 'task-force',
    seesSubject: false,
  })

  const offices: DemoOffice[] = [
    {
      key: '33:duty',
      name: '浙江省疫情防控指挥部值班室',
      nameEn: 'Zhejiang Provincial Command Post, Duty Office',
      prefix: 'ZJD',
      divisionCode: '33',
      subject: 'duty',
      kind: 'duty',
      seesSubject: false,
    },
    taskForce('33', 'ZJ'),
    ...subjects.map(subject => bureau('33', 'ZJ', subject)),
  ]
  for (const [code, letters] of Object.entries(cityLetters)) {
    offices.push(taskForce(code, letters))
    if (code !== city) offices.push(bureau(code, letters, 'industry'))
  }
  offices.push({
    key: `${city}:duty`,
    name: '嘉兴市助企服务热线专席',
    nameEn: 'Jiaxing Enterprise Hotline Desk',
    prefix: 'JXD',
    divisionCode: city,
    subject: 'duty',
    kind: 'duty',
    seesSubject: false,
  })
  for (const subject of subjects) offices.push(bureau(city, 'JX', subject))
  for (const [county, letters] of Object.entries(countyLetters)) {
    offices.push(taskForce(county, `JX${letters}`))
    for (const subject of subjects) offices.push(bureau(county, `JX${letters}`, subject))
    const towns = [...divisions.keys()].filter(code => code.length === 9 && code.startsWith(county))
    towns.forEach((town, i) => {
      offices.push({
        key: `${town}:general`,
        name: `${nameOf(county)}${nameOf(town)}${nameOf(town).endsWith('街道') ? '办事处' : '人民政府'}`,
        nameEn: `${englishName(nameOf(town))} ${nameOf(town).endsWith('街道') ? 'Office' : 'Government'}, ${place(county)}`,
        prefix: `JX${letters}${String(i + 1).padStart(2, '0')}`,
        divisionCode: town,
        subject: 'general',
        kind: 'town',
        seesSubject: false,
      })
    })
  }
  return offices
}

// ------------------------------------------------------------------------------------------------- officers

export type DemoRole = 'liaison' | 'handler' | 'leader' | 'supervisor' | 'duty' | 'admin' | 'auditor'
export type DemoOfficer = {
  /** The name for signing in: pinyin, each once. */
  account: string
  name: string
  officeKey: string
  roles: DemoRole[]
}

const cityLiaisons = 50

/**
 * Officers, the story's first (沈亦, 邱禾, 程澜), then for every office of {@link demoOffices} a leader and a handler,
 * and as many further liaison officers in the towns as make `count`. Never fewer than the offices need (about 340).
 */
export function demoOfficers({ count, seed }: { count: number; seed: number }): DemoOfficer[] {
  const random = randomOf(seed, 'officers')
  const officers: DemoOfficer[] = []
  const names = new Set<string>()
  const accounts = new Map<string, number>()
  const add = (officeKey: string, roles: DemoRole[], given?: string) => {
    let name = given ?? personName(random)
    while (names.has(name)) name = personName(random)
    names.add(name)
    const { pinyin } = nameTokens(name, { surname: true })
    const before = accounts.get(pinyin) ?? 0
    accounts.set(pinyin, before + 1)
    officers.push({ account: before === 0 ? pinyin : `${pinyin}${before + 1}`, name, officeKey, roles })
  }

  add(`${city}:industry`, ['liaison'], '沈亦')
  add(`${city}:labour`, ['liaison'], '邱禾')
  add('33:duty', ['duty'], '程澜')
  const offices = demoOffices()
  add('33:relief', ['admin'])
  add('33:relief', ['auditor'])
  add(`${city}:relief`, ['admin'])
  add(`${city}:relief`, ['auditor'])
  add(`${city}:relief`, ['supervisor'])
  for (const { key, divisionCode, kind } of offices) {
    const isOurs = divisionCode.startsWith(city)
    if (kind === 'duty') {
      add(key, ['duty', 'leader'])
      add(key, ['duty'])
    } else if (kind === 'town') {
      add(key, ['leader', 'handler', 'liaison'])
      add(key, ['liaison', 'handler'])
    } else if (isOurs) {
      add(key, kind === 'task-force' && divisionCode.length === 6 ? ['leader', 'supervisor'] : ['leader'])
      add(key, divisionCode.length === 6 ? ['handler', 'liaison'] : ['handler'])
    } else add(key, ['leader', 'handler'])
  }
  // The first hundred enterprises are looked after by fifty officials of the city, the story's two among them.
  const cityOffices = offices.filter(office => office.divisionCode === city && office.kind !== 'duty')
  for (let i = 2; i < cityLiaisons; i++) add(cityOffices[i % cityOffices.length]!.key, ['liaison'])
  const towns = offices.filter(office => office.kind === 'town')
  const townAt = shuffledIndex(towns.length, random)
  for (let i = 0; officers.length < count; i++) add(towns[townAt(i)]!.key, ['liaison'])
  return officers
}

/**
 * Who looks after whom: each enterprise has exactly one liaison officer. The hundred of the list go to the city's fifty
 * officials, two each; of the others four in five to their town and the rest to their county, in turn.
 */
export function demoPairings(
  enterprises: readonly Pick<DemoEnterprise, 'index' | 'divisionCode' | 'lists'>[],
  officers: readonly DemoOfficer[],
): { enterprise: number; account: string }[] {
  const byDivision = new Map<string, { accounts: string[]; next: number }>()
  for (const { account, officeKey, roles } of officers) {
    if (!roles.includes('liaison')) continue
    const code = officeKey.slice(0, officeKey.indexOf(':'))
    const there = byDivision.get(code)
    if (there) there.accounts.push(account)
    else byDivision.set(code, { accounts: [account], next: 0 })
  }
  const inTurn = (code: string) => {
    const there = byDivision.get(code)
    if (!there) throw new RangeError(`no liaison officer in ${code}`)
    return there.accounts[there.next++ % there.accounts.length]!
  }
  return enterprises.map(({ index, divisionCode, lists }) => ({
    enterprise: index,
    account: inTurn(
      lists.includes('top100') ? city : index % 5 === 0 ? divisionCode.slice(0, 6) : divisionCode,
    ),
  }))
}

// ------------------------------------------------------------------------------------------------- problems

type DemoCategory = keyof typeof words.problems
export type DemoProblem = {
  index: number
  /** Index of the enterprise that has it. */
  enterprise: number
  category: DemoCategory
  tier: 'town' | 'county' | 'city'
  channel: 'officer' | 'enterprise' | 'hotline'
  title: string
  description: string
  stoppedProduction: boolean
  /** Business time; later problems are reported later. */
  reportedAt: Temporal.Instant
  /** With the moment it was reached, unless open: then it hasn't been by the end of the period. */
  outcome: 'open' | 'solved' | 'explained' | 'withdrawn' | 'timed-out'
  closedAt: Temporal.Instant | null
  /** What was done, or why it can't be; null while open and when withdrawn. */
  solution: string | null
  /** 1 to 5, when solved. */
  rating: number | null
}

const pickCategory = weighted(
  Object.entries(words.problems).map(([category, { weight }]) => [category as DemoCategory, weight] as const),
)
const pickTier = weighted([
  ['town', 55],
  ['county', 33],
  ['city', 12],
] as const)
const pickChannel = weighted([
  ['officer', 58],
  ['enterprise', 32],
  ['hotline', 10],
] as const)
const pickOutcome = weighted([
  ['solved', 84],
  ['explained', 7],
  ['withdrawn', 5],
  ['timed-out', 4],
] as const)
const pickRating = weighted([
  [5, 62],
  [4, 25],
  [3, 8],
  [2, 3],
  [1, 2],
] as const)
const hour = 3_600_000

/** What an enterprise says of a problem, and what was done about it. */
export function inventProblem(
  random: Random,
  category: DemoCategory,
): { title: string; description: string; solution: string } {
  const facts: Record<string, string | number> = {
    part: pick(random, words.parts),
    place: pick(random, words.places),
    days: between(random, 2, 9),
    count: between(random, 3, 60),
    money: between(random, 5, 200) * 10,
  }
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (_, key: string) => String(facts[key]))
  const { title, description, solution } = pick(random, words.problems[category].cases)
  return { title: fill(title), description: fill(description), solution: fill(solution) }
}

/**
 * Problems in the order in which they were reported between 8 and 22 o'clock from `from` to before `until`, one at a
 * time, so that any number costs no memory. `enterprises` is how many there are to have them; those of the list of the
 * hundred have a quarter.
 */
export function* demoProblems({
  count,
  seed,
  from,
  until,
  enterprises,
}: {
  count: number
  seed: number
  from: Temporal.Instant
  until: Temporal.Instant
  enterprises: number
}): Generator<DemoProblem> {
  const random = randomOf(seed, 'problems')
  const momentAt = waking(from, until)
  const end = until.epochMilliseconds
  for (let index = 0; index < count; index++) {
    const category = pickCategory(random)
    const tier = pickTier(random)
    const { title, description, solution } = inventProblem(random, category)
    const reported = momentAt((index + random()) / count)
    // Two hours to eight days and more for what goes further up; one in fifty drags on.
    const took =
      (2 + 190 * random() * random() * (tier === 'town' ? 1 : 1.5) + (random() < 0.02 ? 600 : 0)) * hour
    const closes = awake(reported + took)
    const ending = pickOutcome(random)
    const rating = pickRating(random)
    const outcome = closes < end ? ending : 'open'
    yield {
      index,
      enterprise: Math.floor(random() * (random() < 0.25 ? Math.min(oneHundred, enterprises) : enterprises)),
      category,
      tier,
      channel: pickChannel(random),
      title,
      description,
      stoppedProduction: random() < (category === 'SUPPLY' ? 0.3 : 0.06),
      reportedAt: Temporal.Instant.fromEpochMilliseconds(Math.floor(reported)),
      outcome,
      closedAt: outcome === 'open' ? null : Temporal.Instant.fromEpochMilliseconds(closes),
      solution:
        outcome === 'solved' || outcome === 'timed-out'
          ? solution
          : outcome === 'explained'
            ? '目前政策和条件下无法解决，已向企业说明原因并商定替代办法。'
            : null,
      rating: outcome === 'solved' ? rating : null,
    }
  }
}

/** The moment itself, or in the night the next morning after eight. */
function awake(moment: number): number {
  // Shanghai keeps +08:00 all year.
  const ofDay = (moment + 8 * hour) % (24 * hour)
  if (ofDay >= 8 * hour && ofDay < 22 * hour) return Math.floor(moment)
  const morning = moment - ofDay + (ofDay < 8 * hour ? 8 : 32) * hour
  return Math.floor(morning + ofDay / 12)
}

/** Maps 0 … 1 to the waking hours of a period, in milliseconds; a period without any counts whole. */
function waking(from: Temporal.Instant, until: Temporal.Instant): (share: number) => number {
  const [start, end] = [from.epochMilliseconds, until.epochMilliseconds]
  if (start >= end) throw new RangeError('a period without length')
  const windows: [number, number][] = []
  const zone = 'Asia/Shanghai'
  for (
    let day = from.toZonedDateTimeISO(zone).startOfDay();
    day.epochMilliseconds < end;
    day = day.add({ days: 1 })
  ) {
    const opens = Math.max(start, day.epochMilliseconds + 8 * hour)
    const closes = Math.min(end, day.epochMilliseconds + 22 * hour)
    if (opens < closes) windows.push([opens, closes])
  }
  if (windows.length === 0) windows.push([start, end])
  const total = windows.reduce((sum, [opens, closes]) => sum + closes - opens, 0)
  let at = 0
  let passed = 0
  return share => {
    const wanted = share * total
    if (wanted < passed) [at, passed] = [0, 0]
    for (;;) {
      const [opens, closes] = windows[at]!
      if (wanted < passed + closes - opens || at === windows.length - 1) return opens + wanted - passed
      passed += closes - opens
      at++
    }
  }
}
