import { useRef } from 'react'
import { client } from '#platform/http'
import { FilePicker, type PieceLine } from '#platform/ui'
import { headers } from '../pages/calls.ts'
import { base64Of, useKeptFiles } from '../pages/send-file.ts'
import { usePageTexts } from '../pages/words.ts'
import { trackedUploadApi } from './api.ts'

const MOST = 40 * 1024 * 1024
const calls = client(trackedUploadApi, { headers })

const lineOf = (tracking: { number: string; secret: string }): PieceLine<{ id: string; name: string }> => ({
  begin: upload => calls.beginTracked({ body: { ...tracking, ...upload } }),
  piece: async (uploadId, offset, bytes) =>
    calls.addTrackedPiece({ body: { ...tracking, uploadId, offset, piece: await base64Of(bytes) } }),
  finish: uploadId => calls.finishTracked({ body: { ...tracking, uploadId } }, { key: uploadId }),
})

/** What the enterprise adds to its problem from its tracking page. */
export function TrackedAttach({
  number,
  secret,
  onDone,
}: {
  number: string
  secret: string
  onDone: () => Promise<void>
}) {
  const t = usePageTexts()
  const arrived = useRef(0)
  const kept = useKeptFiles(`track:${number}`, lineOf({ number, secret }))
  return (
    <FilePicker
      name="attach"
      label={t.addFiles}
      hint={t.addFilesHint}
      accept="image/*,.pdf,.xlsx,.docx"
      multiple
      most={MOST}
      resume={kept.resume}
      onDrop={kept.forget}
      send={(file, onShare) => kept.send(file, onShare, async (_, taken) => taken)}
      onChange={sent => {
        if (sent.length > arrived.current) void onDone()
        arrived.current = sent.length
      }}
    />
  )
}
