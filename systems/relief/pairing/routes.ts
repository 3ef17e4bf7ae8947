import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { addDeputy, endDeputy } from '../enterprise-actions.ts'
import * as enterprises from '../enterprise-store.ts'
import { responsibleNow } from '../rules.ts'
import * as actions from './actions.ts'
import { pairingApi } from './api.ts'
import * as store from './store.ts'

/** The length of the codes below a place by which coverage is shown: counties, then towns. */
const lengthBelow = (within: string) => (within.length < 6 ? 6 : 9)
const iso = (at: Date | null) => at?.toISOString() ?? null

export const pairingRoutes: readonly Route[] = [
  bind(pairingApi.viewTeam, async ({ params, actor, tx, at }) => {
    const enterprise = (await store.findEnterprise(tx, params.id)) ?? refuse('not-found')
    const rows = await store.listTeam(tx, params.id, at)
    const responsible = responsibleNow(await enterprises.listTeam(tx, params.id, at))
    const names = responsible && (await store.findNames(tx, responsible))
    return {
      members: rows.map(row => ({
        part: row.part,
        accountId: row.account_id,
        name: row.name,
        office: row.office,
        officeEn: row.office_en,
        since: row.since.toISOString(),
        pairedBy: row.paired_by,
        group: row.group,
        groupEn: row.group_en,
        awayUntil: iso(row.away_until),
        cover: row.cover,
      })),
      responsible:
        responsible === undefined || names === undefined
          ? null
          : { accountId: responsible.accountId, name: names.account ?? names.office },
      mayChange: enterprise.seats.some(seat => actor.write.includes(seat)),
    }
  }),
  bind(pairingApi.addDeputy, ({ body, actor, tx, at }) => addDeputy(tx, actor, body, at)),
  bind(pairingApi.endDeputy, ({ body, actor, tx, at }) => endDeputy(tx, actor, body, at)),
  bind(pairingApi.recordAbsence, ({ body, actor, tx, at }) => actions.recordAbsence(tx, actor, body, at)),
  bind(pairingApi.endAbsence, ({ body, actor, tx, at }) => actions.endAbsence(tx, actor, body.accountId, at)),
  bind(pairingApi.listGroups, async ({ tx }) => {
    const groups = await store.listGroups(tx)
    const members = await store.listMembers(
      tx,
      groups.map(one => one.id),
    )
    return groups.map(one => ({
      id: one.id,
      officeId: one.office_id,
      office: one.office,
      officeEn: one.office_en,
      name: one.name,
      nameEn: one.name_en,
      subject: one.subject,
      since: one.valid_from.toISOString(),
      version: one.version,
      enterprises: one.enterprises,
      openProblems: one.enterprises === 0 ? 0 : one.open_problems,
      members: members
        .filter(member => member.group_id === one.id)
        .map(member => ({
          accountId: member.account_id,
          name: member.name,
          office: member.office,
          isLeader: member.part === 'leader',
          since: member.valid_from.toISOString(),
        })),
    }))
  }),
  bind(pairingApi.makeGroup, ({ body, actor, tx, at }) => actions.makeGroup(tx, actor, body, at)),
  bind(pairingApi.changeGroup, ({ params, body, actor, tx, at }) =>
    actions.changeGroup(tx, actor, params.id, body, at),
  ),
  bind(pairingApi.endGroup, ({ params, body, actor, tx, at }) =>
    actions.endGroup(tx, actor, params.id, body.version, at),
  ),
  bind(pairingApi.readCoverage, async ({ query, tx }) => {
    const rows = await store.readCoverage(tx, query.within, query.list, lengthBelow(query.within))
    return rows.map(({ with_deputy, ...row }) => ({ ...row, withDeputy: with_deputy }))
  }),
  bind(pairingApi.readWorkload, async ({ query, tx, at }) => {
    const rows = await store.readWorkload(tx, query.within, at)
    return rows.map(row => ({
      accountId: row.account_id,
      name: row.name,
      officeId: row.office_id,
      office: row.office,
      officeEn: row.office_en,
      divisionCode: row.division_code,
      main: row.main,
      deputy: row.deputy,
      open: row.open,
      overdue: row.overdue,
      awayUntil: iso(row.away_until),
      cover: row.cover,
      groupId: row.group_id,
    }))
  }),
  bind(pairingApi.propose, ({ body, actor, tx, at }) => actions.propose(tx, actor, body, at)),
  bind(pairingApi.assign, ({ body, actor, tx, at }) => actions.assign(tx, actor, body, at)),
]
