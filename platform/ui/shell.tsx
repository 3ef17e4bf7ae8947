import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton, Link } from './button.tsx'
import { DropDown } from './drop-down.tsx'
import { Icon } from './icon.tsx'
import { useBusinessNow, useFormat, useTexts } from './language.tsx'
import { setPreferences, usePreferences } from './preferences.ts'
import { uiTexts } from './texts.ts'

export type NavPage = { label: string; href: string; count?: number; isLate?: boolean }
/** A system and its pages; the caller leaves out what the reader's roles don't reach. */
export type NavSystem = { label: string; pages: NavPage[] }

export type ShellProps = {
  /** said on every page of a demonstration database */
  demo?: string | undefined
  place: { name: string; code: string }
  /** other places the reader may switch to */
  places?: { name: string; code: string; onChoose: () => void }[]
  person: { name: string; office: string }
  systems: NavSystem[]
  /** the address path now, to mark the page */
  path: string
  unread: number
  noticesHref: string
  accountHref: string
  isClockSimulated?: boolean
  onSignOut: () => void
  /** opens search; also by Ctrl K */
  onJump: () => void
  children: ReactNode
}

const isWithin = (path: string, href: string) => path === href || path.startsWith(`${href}/`)

function Brand() {
  const t = useTexts(uiTexts)
  return (
    <Link href="/" className="brand">
      <Icon name="boat" />
      {t.product}
    </Link>
  )
}

function NavLists({ systems, path }: { systems: NavSystem[]; path: string }) {
  const format = useFormat()
  // The longest address that fits is the page: /problems/new is not also /problems.
  const current = systems
    .flatMap(system => system.pages)
    .filter(page => isWithin(path, page.href))
    .sort((a, b) => b.href.length - a.href.length)[0]
  return (
    <ul>
      {systems.map(system => (
        <li className="open" key={system.label}>
          <span className="system">{system.label}</span>
          <ul>
            {system.pages.map(page => (
              <li key={page.href}>
                <Link href={page.href} current={page === current}>
                  {page.label}
                  {page.count !== undefined && page.count > 0 && (
                    <span className={page.isLate ? 'count late' : 'count'}>{format.figure(page.count)}</span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

/** What the reader prefers to see; for the account menu, the phone's menu and public pages. */
function useDisplayChoices() {
  const t = useTexts(uiTexts)
  const { lang, theme, isElder } = usePreferences()
  return {
    language: {
      label: lang === 'en' ? '中文' : 'English',
      lang: lang === 'en' ? 'zh-CN' : 'en',
      choose: () => setPreferences({ lang: lang === 'en' ? 'zh-CN' : 'en' }),
    },
    elder: { label: isElder ? t.elderOff : t.elder, choose: () => setPreferences({ isElder: !isElder }) },
    themes: (['system', 'light', 'dark'] as const).map(value => ({
      value,
      label: { system: t.themeSystem, light: t.themeLight, dark: t.themeDark }[value],
      isChosen: theme === value,
      choose: () => setPreferences({ theme: value }),
    })),
  }
}

function AccountMenu({
  person,
  accountHref,
  onSignOut,
}: Pick<ShellProps, 'person' | 'accountHref' | 'onSignOut'>) {
  const t = useTexts(uiTexts)
  const { language, elder, themes } = useDisplayChoices()
  return (
    <DropDown
      className="who"
      label={t.account({ name: person.name })}
      face={
        <>
          <b>{person.name}</b>
          <small>{person.office}</small>
          <Icon name="down" />
        </>
      }
    >
      <ul className="options">
        <li>
          <Link href={accountHref}>{t.myAccount}</Link>
        </li>
        <li>
          <button type="button" lang={language.lang} onClick={language.choose}>
            {language.label}
          </button>
        </li>
        <li>
          <button type="button" onClick={elder.choose}>
            {elder.label}
          </button>
        </li>
        {themes.map(theme => (
          <li key={theme.value}>
            <button type="button" aria-pressed={theme.isChosen} onClick={theme.choose}>
              {theme.label}
            </button>
          </li>
        ))}
        <li>
          <button type="button" onClick={onSignOut}>
            {t.signOut}
          </button>
        </li>
      </ul>
    </DropDown>
  )
}

/** The phone's menu: a sheet over the page with who, where, every page, display and sign-out, all under the thumb. */
function PhoneMenu(props: ShellProps & { onClose: () => void }) {
  const t = useTexts(uiTexts)
  const { language, elder, themes } = useDisplayChoices()
  const { person, systems, path, onClose } = props
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    box.current?.showModal()
  }, [])
  const opened = useRef(path)
  useEffect(() => {
    if (opened.current !== path) onClose()
  }, [path, onClose])
  return (
    <dialog className="phone-menu" ref={box} onClose={onClose} aria-label={t.menu}>
      <header>
        <div>
          <b>{person.name}</b>
          <small>{person.office}</small>
        </div>
        <IconButton icon="close" label={t.close} onClick={() => box.current?.close()} />
      </header>
      <nav className="nav" aria-label={t.systems}>
        <NavLists systems={systems} path={path} />
      </nav>
      <section aria-label={t.displayed} className="display">
        <button type="button" className="button" lang={language.lang} onClick={language.choose}>
          {language.label}
        </button>
        <button type="button" className="button" onClick={elder.choose}>
          {elder.label}
        </button>
        <fieldset className="segments">
          <legend className="visually-hidden">{t.theme}</legend>
          {themes.map(theme => (
            <button key={theme.value} type="button" aria-pressed={theme.isChosen} onClick={theme.choose}>
              {theme.label}
            </button>
          ))}
        </fieldset>
      </section>
      <footer>
        <Link href={props.accountHref} className="button">
          {t.myAccount}
        </Link>
        <button type="button" className="button" onClick={props.onSignOut}>
          {t.signOut}
        </button>
      </footer>
    </dialog>
  )
}

function PlaceMenu({ place, places }: Pick<ShellProps, 'place' | 'places'>) {
  const t = useTexts(uiTexts)
  if (!places?.length) {
    return (
      <span className="place">
        <span className="visually-hidden">{t.jurisdiction({ place: '' })}</span>
        {place.name} <small>{place.code}</small>
      </span>
    )
  }
  return (
    <DropDown
      className="place"
      label={t.switchPlace({ place: place.name })}
      face={
        <>
          {place.name} <small>{place.code}</small>
          <Icon name="down" />
        </>
      }
    >
      <ul className="options">
        {places.map(other => (
          <li key={other.code}>
            <button type="button" onClick={other.onChoose}>
              {other.name} <span className="faint">{other.code}</span>
            </button>
          </li>
        ))}
      </ul>
    </DropDown>
  )
}

/** The frame of every staff page. */
export function Shell(props: ShellProps) {
  const {
    demo,
    person,
    systems,
    path,
    unread,
    noticesHref,
    accountHref,
    isClockSimulated,
    onSignOut,
    onJump,
    children,
  } = props
  const t = useTexts(uiTexts)
  const format = useFormat()
  const now = useBusinessNow()
  const [isMenuOpen, setMenuOpen] = useState(false)
  const jump = useRef(onJump)
  jump.current = onJump
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      jump.current()
    }
    document.addEventListener('keydown', open)
    return () => document.removeEventListener('keydown', open)
  }, [])
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      {demo && <Demo>{demo}</Demo>}
      <div className="shell">
        <header className="bar">
          <span className="menu-button">
            <IconButton icon="menu" label={t.menu} aria-haspopup="dialog" onClick={() => setMenuOpen(true)} />
          </span>
          <Brand />
          <PlaceMenu place={props.place} {...(props.places && { places: props.places })} />
          <button type="button" className="jump" onClick={onJump}>
            <Icon name="search" />
            {t.jump} <kbd>Ctrl K</kbd>
          </button>
          <time
            className="clock"
            dateTime={now.toISOString()}
            title={isClockSimulated ? t.simulatedClock : undefined}
          >
            <span className="wide">{format.longDay(now)}</span>
            <span className="narrow">{format.day(now)}</span> {format.time(now)}
          </time>
          <AccountMenu person={person} accountHref={accountHref} onSignOut={onSignOut} />
          <Link href={noticesHref} className="icon-button bell">
            <Icon name="bell" />
            <span className="visually-hidden">{t.unread({ count: unread })}</span>
            {unread > 0 && (
              <span className="dot" aria-hidden="true">
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </Link>
        </header>
        <nav className="nav" aria-label={t.systems}>
          <NavLists systems={systems} path={path} />
        </nav>
        <main className="main" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isMenuOpen && <PhoneMenu {...props} onClose={() => setMenuOpen(false)} />}
    </>
  )
}

function Demo({ children }: { children: ReactNode }) {
  return <aside className="demo">{children}</aside>
}

/**
 * The frame of a public page (no account): brand, what it is for, language, larger text, and a foot with help.
 * `question`: one narrow column, one thing a page.
 */
export function PublicPage({
  purpose,
  foot,
  demo,
  wide,
  children,
}: {
  purpose: string
  foot?: ReactNode
  demo?: string | undefined
  wide?: boolean
  children: ReactNode
}) {
  const t = useTexts(uiTexts)
  const { language, elder } = useDisplayChoices()
  const nav = useId()
  return (
    <div className={wide ? 'public' : 'public question'}>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      {demo && <Demo>{demo}</Demo>}
      <header className="top">
        <div>
          <Brand />
          <span className="quiet only-wide">{purpose}</span>
          {/* biome-ignore lint/a11y/useSemanticElements: buttons of one bar, not fields of a form */}
          <div className="display" role="group" aria-labelledby={nav}>
            <span id={nav} className="visually-hidden">
              {t.displayed}
            </span>
            <button type="button" className="link" lang={language.lang} onClick={language.choose}>
              {language.label}
            </button>
            <button type="button" className="link" onClick={elder.choose}>
              {elder.label}
            </button>
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {foot && (
        <footer className="foot">
          <div>{foot}</div>
        </footer>
      )}
    </div>
  )
}

/** Above a public question: back, and where one is. */
export function StepHead({ at, of, onBack }: { at: number; of: number; onBack?: (() => void) | undefined }) {
  const t = useTexts(uiTexts)
  return (
    <div className="row step-head">
      {onBack && (
        <button type="button" className="link" onClick={onBack}>
          <Icon name="left" />
          {t.back}
        </button>
      )}
      <span className="progress push">{t.step({ at, of })}</span>
    </div>
  )
}
