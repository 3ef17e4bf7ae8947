import { matterApi } from '#platform/matter/api'
import { reliefApi } from '#relief/api'
import { places, startWorld } from '#test/world'

/** A county with what a problem needs: offices on three tiers, officers, an enterprise with its liaison officer. */
export async function reliefWorld(given: Parameters<typeof startWorld>[0] = {}) {
  const world = await startWorld(given)
  const townOffice = await world.office(places.town, 'general', { name: '当湖街道', prefix: 'DH' })
  const bureau = await world.office(places.county, 'industry', { name: '平湖市经信局', prefix: 'PHI' })
  const labour = await world.office(places.county, 'labour', { name: '平湖市人社局', prefix: 'PHL' })
  const cityForce = await world.office(places.city, 'relief', { name: '嘉兴市专班', prefix: 'JX' })
  const siblingBureau = await world.office(places.siblingCounty, 'industry', {
    name: '海宁市经信局',
    prefix: 'HNI',
  })
  const duty = await world.office(places.city, 'duty', { name: '值班室', prefix: 'JXD', kind: 'duty' })
  const officers = {
    liaison: await world.officer('沈亦', townOffice, 'liaison'),
    handler: await world.officer('承办人', bureau, 'handler'),
    second: await world.officer('同事', bureau, 'handler'),
    leader: await world.officer('局长', bureau, 'leader', 'handler'),
    joint: await world.officer('协办人', labour, 'handler'),
    cityHandler: await world.officer('专班', cityForce, 'handler'),
    cityLeader: await world.officer('专班组长', cityForce, 'leader'),
    supervisor: await world.officer('督查', cityForce, 'supervisor'),
    hotline: await world.officer('热线', duty, 'duty'),
    stranger: await world.officer('邻县', siblingBureau, 'handler', 'liaison'),
  }
  const enterprise = await world.enterprise(places.town, '示范整车有限公司', officers.liaison)
  const offices = { townOffice, bureau, labour, cityForce, siblingBureau, duty }
  const relief = (who?: keyof typeof officers, lang?: string) =>
    world.as(who && officers[who], reliefApi, lang)
  const matters = (who: keyof typeof officers, lang?: string) => world.as(officers[who], matterApi, lang)

  return {
    world,
    address: world.address,
    offices,
    officers,
    enterprise,
    relief,
    matters,

    /** A problem that an officer reported to the county's industry bureau. */
    async problem(
      given: { title?: string; tier?: 'town' | 'county' | 'city'; stoppedProduction?: boolean } = {},
    ) {
      return relief('liaison').reportProblem({
        body: {
          organisationId: enterprise,
          category: 'SUPPLY',
          description: '转向节断供，总装线停产。',
          tier: given.tier ?? 'county',
          title: given.title,
          stoppedProduction: given.stoppedProduction,
          contactName: '罗启',
          contactTelephone: '100-0000-0021',
        },
      })
    },

    /** Carries out an action on the newest version. */
    async act(
      who: keyof typeof officers,
      id: string,
      action: string,
      input: Record<string, string | number> = {},
    ) {
      const { version } = await matters(who).viewMatter({ params: { id } })
      return matters(who).actOnMatter({ params: { id, action }, body: { version, input } })
    },

    /** Attaches a small photograph. */
    async photo(who: keyof typeof officers, id: string) {
      return matters(who).attach({ params: { id }, query: { name: '复产.png' }, body: new Uint8Array(pixel) })
    },
  }
}
export type ReliefWorld = Awaited<ReturnType<typeof reliefWorld>>

/** A picture of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
