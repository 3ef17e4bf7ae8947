import { z } from 'zod'
import { endpoint } from '#platform/http'
import { NewUpload, PIECE, Received, Uploaded, uploadRefusals } from '#platform/matter/api'
import { Attachment } from '#platform/matter/schema'

const tracking = { number: z.string().min(5).max(40), secret: z.string().min(10).max(200) }

/** Files that an enterprise adds by its tracking link. Number and code stay out of every address. */
export const trackedUploadApi = {
  beginTracked: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/track/uploads',
    who: 'anyone',
    summary: 'The enterprise begins to send a file in pieces, or hears where to go on',
    input: { body: NewUpload.extend(tracking) },
    output: Received,
    refusals: ['tracking-unknown', ...uploadRefusals.begin],
    perMinute: 60,
  }),
  addTrackedPiece: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/track/uploads/pieces',
    who: 'anyone',
    summary: 'The next piece of the enterprise’s file, in base64 beside its number and code',
    input: {
      body: z.strictObject({
        ...tracking,
        uploadId: z.uuid(),
        offset: z.int().min(0),
        piece: z.base64().max(Math.ceil(PIECE / 3) * 4),
      }),
    },
    output: Received,
    refusals: ['tracking-unknown', ...uploadRefusals.piece],
    perMinute: 240,
  }),
  finishTracked: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/track/uploads/finish',
    who: 'anyone',
    summary: 'The whole file is checked, and stands with the problem',
    input: { body: z.strictObject({ ...tracking, uploadId: z.uuid() }) },
    output: z.strictObject({ ...Uploaded.shape, attachment: Attachment }),
    refusals: ['tracking-unknown', 'not-found', ...uploadRefusals.finish],
    perMinute: 30,
  }),
}
