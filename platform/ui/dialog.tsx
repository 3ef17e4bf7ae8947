import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { IconButton } from './button.tsx'
import { useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

/**
 * A question that must be answered before going on. Never for what a page can do. Focus stays inside, Esc closes.
 * `actions`: cancel first, then the one primary button.
 */
export function Dialog({
  title,
  isOpen,
  onClose,
  actions,
  children,
}: {
  title: string
  isOpen: boolean
  onClose: () => void
  actions?: ReactNode
  children: ReactNode
}) {
  const t = useTexts(uiTexts)
  return (
    <ModalOverlay className="scrim" isOpen={isOpen} onOpenChange={open => !open && onClose()} isDismissable>
      <Modal className="dialog">
        <AriaDialog className="dialog-content">
          <header>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon="close" label={t.close} onClick={onClose} />
          </header>
          <div className="body">{children}</div>
          {actions && <footer>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
