import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { named, type Verbs, verb } from '#platform/stories'
import { confidentialApi } from './api.ts'
import { texts } from './texts.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const newCode = () => [...randomBytes(26)].map(byte => alphabet[byte & 31]).join('')

export const confidentialVerbs: Verbs = {
  reportInConfidence: verb({
    describe: 'An enterprise by its link, or an official, reports an office in confidence',
    title: lang => texts(lang)['action.receive'],
    by: 'anyone',
    input: z.strictObject({ office: named('office'), description: z.string().min(1).max(4000) }),
    async play({ player, stage, input }) {
      const body = { officeId: stage.officeId(input.office), description: input.description, code: newCode() }
      const calls = player.calls(confidentialApi)
      const secret = String(stage.memory.get(`link:${player.enterprise}`) ?? 'NONE-IN-HAND')
      const { number } =
        player.enterprise === undefined
          ? await calls.reportInConfidence({ body })
          : await calls.reportByLinkInConfidence({ body: { ...body, secret } })
      return { word: number }
    },
  }),
}
