import { useRef } from 'react'
import { Empty, FilePicker, Link, Panel, useFormat } from '#platform/ui'
import { type Matter, matters } from './calls.ts'
import { staffLine, useKeptFiles } from './send-file.ts'
import { usePageTexts } from './words.ts'

const MOST = 40 * 1024 * 1024

/** The matter's files with small pictures, and the place to add one. */
export function Attachments({ matter, onDone }: { matter: Matter; onDone: () => Promise<void> }) {
  const t = usePageTexts()
  const format = useFormat()
  const base = `/api/matters/${matter.id}/attachments`
  return (
    <Panel>
      {matter.attachments.length === 0 ? (
        <Empty title={t.noAttachments}>{t.noAttachmentsHint}</Empty>
      ) : (
        <ul className="stack">
          {matter.attachments.map(file => (
            <li key={file.id} className="row">
              {file.hasThumbnail && (
                <a href={`${base}/${file.id}`} target="_blank" rel="noreferrer">
                  <img
                    src={`${base}/${file.id}?size=small`}
                    alt={t.openFull({ name: file.name })}
                    height={72}
                    loading="lazy"
                  />
                </a>
              )}
              <span>
                <Link href={`${base}/${file.id}`}>{file.name}</Link>
                <br />
                <span className="faint">
                  {format.joined([format.size(file.bytes), format.moment(file.addedAt)])}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {matter.isOpen && <Attach matterId={matter.id} onDone={onDone} />}
    </Panel>
  )
}

/** Sends files to the matter at once, each with its progress. */
export function Attach({ matterId, onDone }: { matterId: string; onDone: () => Promise<void> }) {
  const t = usePageTexts()
  const arrived = useRef(0)
  const kept = useKeptFiles(`matter:${matterId}`, staffLine)
  return (
    <FilePicker
      name="attach"
      label={t.attach}
      hint={t.attachHint}
      accept="image/*,.pdf,.xlsx,.docx"
      multiple
      most={MOST}
      resume={kept.resume}
      onDrop={kept.forget}
      send={(file, onShare) =>
        kept.send(file, onShare, uploadId =>
          matters.attachUpload({ params: { id: matterId }, body: { uploadId } }, { key: uploadId }),
        )
      }
      onChange={sent => {
        // Heard at every step of the progress; only an arrival changes the matter.
        if (sent.length > arrived.current) void onDone()
        arrived.current = sent.length
      }}
    />
  )
}
