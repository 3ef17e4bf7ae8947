/** A liaison officer 联企服务员 in one office; the same person may serve in several. */
export type Officer = {
  id: string
  account: string
  name: string
  officeId: string
  office: string
  divisionCode: string
}

export type OfficerFound =
  | { is: 'found'; officer: Officer }
  | { is: 'elsewhere'; officer: Officer }
  | { is: 'many'; candidates: Officer[] }
  | { is: 'unknown' | 'no-liaison' }

const fold = (typed: string) => typed.normalize('NFKC').replace(/\s/gu, '').toLowerCase()
const most = 5

/**
 * Finds liaison officers by account, by name, or by name and office in either order (沈亦（嘉兴市经济和信息化局）).
 * `others` are accounts and names of staff without that role: the answer then says so.
 */
export function officerFinder(officers: readonly Officer[], others: ReadonlySet<string>) {
  const byAccount = Map.groupBy(officers, officer => officer.account)
  const byName = Map.groupBy(officers, officer => fold(officer.name))

  function find(typed: string, office: string | undefined): Officer[] | 'unknown' | 'no-liaison' {
    const account = byAccount.get(fold(typed))
    if (account !== undefined) return account
    const whole = byName.get(fold(typed))
    if (whole !== undefined) return inOffice(whole, office)
    const parts = typed.split(/[\s()（）/／|｜,，、—-]+/u).filter(part => part !== '')
    for (const part of parts) {
      const known = byName.get(fold(part)) ?? byAccount.get(fold(part))
      if (known !== undefined && parts.length > 1)
        return inOffice(known, office ?? parts.filter(one => one !== part).join(''))
    }
    return others.has(fold(typed)) ? 'no-liaison' : 'unknown'
  }

  function inOffice(known: Officer[], office: string | undefined): Officer[] {
    if (office === undefined) return known
    const wanted = fold(office)
    const exact = known.filter(officer => fold(officer.office) === wanted)
    if (exact.length > 0) return exact
    return known.filter(officer => fold(officer.office).includes(wanted))
  }

  const found = new Map<string, ReturnType<typeof find>>()
  return (typed: string, office: string | undefined, path: readonly string[]): OfficerFound => {
    const asked = `${typed}\n${office ?? ''}`
    const known = found.get(asked) ?? find(typed, office)
    found.set(asked, known)
    if (known === 'unknown' || known === 'no-liaison') return { is: known }
    if (known.length === 0) return { is: 'unknown' }
    const near = known.filter(officer => path.includes(officer.divisionCode))
    // Of one person's offices the nearest to the enterprise counts.
    const people = new Set((near.length > 0 ? near : known).map(officer => officer.id))
    if (people.size > 1) return { is: 'many', candidates: known.slice(0, most) }
    if (near.length === 0) return { is: 'elsewhere', officer: known[0]! }
    return {
      is: 'found',
      officer: near.toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]!,
    }
  }
}
