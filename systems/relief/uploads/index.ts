import { bind } from '#platform/http/server'
import { addPiece, attach, beginUpload, finishUpload, getUploaded } from '#platform/matter'
import type { Area } from '../area.ts'
import { asTracker } from '../link-actions.ts'
import { trackedUploadApi as api } from './api.ts'

/** What an enterprise adds to its problem by its tracking link. */
export const trackedUploads: Area = {
  api,
  refusals: [],
  open: ({ files }) => ({
    kinds: [],
    routes: [
      bind(api.beginTracked, ({ body: { number, secret, ...upload }, db, wall, requestId }) =>
        asTracker(db, { number, secret }, requestId, tx => beginUpload(tx, upload, wall)),
      ),
      bind(api.addTrackedPiece, ({ body, db, wall, requestId }) =>
        asTracker(db, body, requestId, tx =>
          addPiece(tx, files, body.uploadId, body.offset, Buffer.from(body.piece, 'base64'), wall),
        ),
      ),
      bind(api.finishTracked, async ({ body, db, at, requestId }) => {
        const file = await finishUpload(work => asTracker(db, body, requestId, work), files, body.uploadId)
        const attachment = await asTracker(db, body, requestId, async (tx, actor, matterId) =>
          attach(tx, actor, matterId, await getUploaded(tx, body.uploadId), 'all', at),
        )
        return { ...file, attachment }
      }),
    ],
  }),
}
