import { type ComponentPropsWithRef, type ReactNode, useId } from 'react'
import { Link as AriaLink } from 'react-aria-components/Link'
import { Icon, type IconName } from './icon.tsx'
import { useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

type Look = { kind?: 'primary' | 'danger' | 'plain'; big?: boolean; wide?: boolean; icon?: IconName }

const classes = ({ kind, big, wide }: Look) =>
  ['button', kind, big && 'big', wide && 'wide'].filter(Boolean).join(' ')

type ButtonProps = Look &
  Omit<ComponentPropsWithRef<'button'>, 'disabled' | 'className' | 'style'> & {
    /** a reason makes the button say no: it stays focusable and the reason stands beside it */
    disabledBecause?: string | undefined
    /** its work is under way: says so and takes no second press */
    pending?: boolean
  }

/** One filled (`kind="primary"`) button a view. */
export function Button({
  kind,
  big,
  wide,
  icon,
  disabledBecause,
  pending,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const why = useId()
  const t = useTexts(uiTexts)
  const off = disabledBecause !== undefined || pending
  const button = (
    <button
      {...rest}
      type={type}
      className={classes({ ...(kind && { kind }), ...(big && { big }), ...(wide && { wide }) })}
      aria-disabled={off ? true : undefined}
      aria-busy={pending || undefined}
      aria-describedby={disabledBecause === undefined ? rest['aria-describedby'] : why}
      onClick={event => {
        if (off) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {icon && <Icon name={icon} />}
      {pending ? t.working : children}
    </button>
  )
  if (disabledBecause === undefined) return button
  return (
    <span className="blocked">
      {button}
      <span className="why" id={why}>
        {disabledBecause}
      </span>
    </span>
  )
}

/** A link that looks like a button: it goes somewhere, a Button does something. */
export function LinkButton({
  kind,
  big,
  wide,
  icon,
  href,
  children,
  download,
}: Look & { href: string; children: ReactNode; download?: boolean }) {
  return (
    <AriaLink
      href={href}
      className={classes({ ...(kind && { kind }), ...(big && { big }), ...(wide && { wide }) })}
      {...(download && { download: true })}
    >
      {icon && <Icon name={icon} />}
      {children}
    </AriaLink>
  )
}

/** A link within the app (no page load) or outwards. */
export function Link({
  href,
  className,
  children,
  current,
  lang,
  onPress,
}: {
  href: string
  className?: string
  children: ReactNode
  current?: boolean
  lang?: string
  onPress?: () => void
}) {
  return (
    <AriaLink
      href={href}
      className={className ?? ''}
      aria-current={current ? 'page' : undefined}
      {...(lang && { lang })}
      {...(onPress && { onPress })}
    >
      {children}
    </AriaLink>
  )
}

/** Only for search, close, bell and menu; everything else has a word. */
export function IconButton({
  icon,
  label,
  children,
  ...rest
}: Omit<ComponentPropsWithRef<'button'>, 'className' | 'style'> & { icon: IconName; label: string }) {
  return (
    <button type="button" {...rest} className="icon-button" aria-label={label}>
      <Icon name={icon} />
      {children}
    </button>
  )
}
