import { customPinyin, pinyin } from 'pinyin-pro'

// Readings of Zhejiang's places that the dictionary gets wrong: 都 of a place is dū, 乐清 is Yuèqīng, 朝晖 Zhāohuī.
const places: Record<string, string> = {
  乐清: 'yuè qīng',
  乐成: 'yuè chéng',
  莲都: 'lián dū',
  仙都: 'xiān dū',
  屏都: 'píng dū',
  廿八都: 'niàn bā dū',
  台州: 'tāi zhōu',
  天台: 'tiān tāi',
  丽水: 'lí shuǐ',
  单县: 'shàn xiàn',
  鄞州: 'yín zhōu',
  嵊州: 'shèng zhōu',
  嵊泗: 'shèng sì',
  衢州: 'qú zhōu',
  会稽: 'kuài jī',
  於潜: 'yū qián',
  江厦: 'jiāng xià',
  崧厦: 'sōng xià',
  东栅: 'dōng zhà',
  西栅: 'xī zhà',
  朝晖: 'zhāo huī',
  剡湖: 'shàn hú',
  剡溪: 'shàn xī',
  莘塍: 'xīn chéng',
  甪直: 'lù zhí',
}
for (const n of '一二三四五六七八九十') {
  const reading = pinyin(n)
  places[`${n}都`] = `${reading} dū`
}
customPinyin(places)

/** What a name is found by. */
export type NameTokens = {
  /** Every two neighbouring characters, each once; a name of one character is its own token. */
  bigrams: string[]
  /** Full pinyin without tones and spaces, lower case, ü as v; Latin letters and digits stay. */
  pinyin: string
  /** The first letter of each character's pinyin; Latin letters and digits stay. */
  initials: string
}

/** Windows of two code points, as the database's app.bigrams makes them. */
function windows(name: string): string[] {
  const points = [...name]
  if (points.length < 2) return points
  return [...new Set(points.slice(1).map((point, i) => points[i]! + point))]
}

function syllables(name: string, surname: boolean): string[] {
  return pinyin(name.normalize('NFKC').toLowerCase(), {
    toneType: 'none',
    type: 'array',
    v: true,
    surname: surname ? 'head' : 'off',
  })
    .map(syllable => syllable.replace(/[^a-z0-9]/g, ''))
    .filter(syllable => syllable !== '')
}

/** What a name is found by; `surname` reads its beginning as a person's surname (单 Shàn, 仇 Qiú, 尉迟 Yùchí). */
export function nameTokens(name: string, { surname = false }: { surname?: boolean } = {}): NameTokens {
  const read = syllables(name, surname)
  return {
    bigrams: windows(name),
    pinyin: read.join(''),
    initials: read.map(syllable => syllable[0]).join(''),
  }
}

/**
 * One look-up in one column: `wanted` stands somewhere in it. For characters and initials, `bigrams` are its pairs,
 * all of which stand in the pairs of the column (two letters are too few for a trigram index).
 */
export type NameLookup = {
  how: 'characters' | 'pinyin' | 'initials' | 'code'
  bigrams: string[]
  wanted: string
}

const syllable =
  '(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|i?ong|u?ang|[ei]ng|uai|i?ao|ia?n|u?an|[eu]n|[aeu]i|[io]u|[iuv]e|i?a|u?[ao]|er|[eiuv]))'
const spelled = new RegExp(`^${syllable}+(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?$`)

/**
 * Which columns a typed query looks in, the likeliest first: two or more Chinese characters, full pinyin or initials
 * (two letters or more), both mixed (嘉兴gd, 沈yi), or a credit code from its first four characters.
 * Empty when too little is typed to search: one Chinese character, one letter.
 */
export function queryTokens(query: string): NameLookup[] {
  const typed = query.normalize('NFKC').trim().toLowerCase()
  // Characters that a pattern or a name's punctuation would trip over only separate.
  const runs = typed.match(/\p{Script=Han}+|[a-z]+|\d+/gu) ?? []
  const joined = runs.join('')
  if (/^\d[0-9a-z]{3,17}$/.test(joined)) return [{ how: 'code', bigrams: [], wanted: joined.toUpperCase() }]

  const chinese = runs.filter(run => /\p{Script=Han}/u.test(run))
  if (chinese.length > 0 && chinese.length === runs.length) {
    // 沈 亦: a name of two characters is often spread by a space.
    const parts = chinese.every(run => [...run].length === 1) ? [joined] : chinese
    const longest = parts.toSorted((a, b) => b.length - a.length)[0]!
    if ([...longest].length < 2) return []
    const bigrams = new Set(parts.filter(run => [...run].length > 1).flatMap(windows))
    return [{ how: 'characters', bigrams: [...bigrams], wanted: longest }]
  }

  if ([...joined].length < 2) return []
  const letters = runs.filter(run => !/\p{Script=Han}/u.test(run)).join('')
  const asInitials: NameLookup = initialsLookup(chineseToLetters(runs, 'initials'))
  const asPinyin: NameLookup = { how: 'pinyin', bigrams: [], wanted: chineseToLetters(runs, 'pinyin') }
  // No syllable begins with i, u or v, and "jx" spells nothing: most queries can only be one of the two.
  const canBeInitials = !/[iuv]/.test(letters)
  const canBePinyin = spelled.test(letters) && asPinyin.wanted.length > 2
  if (canBePinyin && canBeInitials) return [asPinyin, asInitials]
  if (canBePinyin) return [asPinyin]
  if (canBeInitials) return [asInitials]
  return [asPinyin, asInitials]
}

function initialsLookup(wanted: string): NameLookup {
  return { how: 'initials', bigrams: windows(wanted), wanted }
}

function chineseToLetters(runs: string[], column: 'pinyin' | 'initials'): string {
  return runs.map(run => (/\p{Script=Han}/u.test(run) ? nameTokens(run)[column] : run)).join('')
}

/**
 * Whether a name answers a typed query: for the look after decryption, and for queries of which the columns
 * can check only a part.
 */
export function nameMatches(name: string, query: string, options: { surname?: boolean } = {}): boolean {
  const runs =
    query
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []
  if (runs.length === 0) return false
  const tokens = nameTokens(name, options)
  const lower = name.normalize('NFKC').toLowerCase()
  return runs.every(
    run => lower.includes(run) || tokens.pinyin.includes(run) || tokens.initials.includes(run),
  )
}

const suffixes: readonly (readonly [string, string])[] = [
  ['畲族自治县', 'She Autonomous County'],
  ['居民委员会', 'Community'],
  ['村民委员会', 'Village'],
  ['村委会', 'Village'],
  ['居委会', 'Community'],
  ['街道', 'Subdistrict'],
  ['社区', 'Community'],
  ['省', 'Province'],
  ['市', ''],
  ['区', 'District'],
  ['县', 'County'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['村', 'Village'],
]

/** A division's name for English readers: 淳安县 gives Chun'an County, 嘉兴市 Jiaxing. */
export function englishName(name: string): string {
  const [suffix, english] = suffixes.find(([end]) => name.endsWith(end) && name.length > end.length) ?? [
    '',
    '',
  ]
  // 上田村村委会: the village is named once.
  const stem =
    english === 'Village'
      ? name.slice(0, -suffix.length).replace(/(?<=..)村$/, '')
      : name.slice(0, name.length - suffix.length)
  const spelledOut = syllables(stem, false)
    .map((part, i) => (i > 0 && /^[aeo]/.test(part) ? `'${part}` : part))
    .join('')
    .replace(/v/g, 'ü')
  return [spelledOut.charAt(0).toUpperCase() + spelledOut.slice(1), english].filter(Boolean).join(' ')
}
