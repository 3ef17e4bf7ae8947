import type { ReactNode } from 'react'

const tick = 'm5.2 8.2 2 2 3.7-4.2'
const drawings = {
  boat: (
    <>
      <path d="M2 9.500h12l-2.200 4H4.200z" className="solid" />
      <path d="M5.700 2.800v3.600M10.300 2.800v3.600" />
    </>
  ),
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  left: <path d="m10 4-4 4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.600" />
      <path d="m10.500 10.500 3.700 3.700" />
    </>
  ),
  bell: (
    <path d="M3.500 11.500c1-1 1-2.500 1-4.500a3.500 3.500 0 0 1 7 0c0 2 0 3.500 1 4.500zM6.700 13.700h2.600" />
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  menu: <path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11" />,
  export: <path d="M8 10V2M5 4.800 8 2l3 2.800M2.500 9.500v4h11v-4" />,
  download: <path d="M8 2v8M5 7.200 8 10l3-2.800M2.500 9.500v4h11v-4" />,
  file: (
    <path d="m13 7.300-5 5a3.200 3.200 0 0 1-4.500-4.500l5.200-5.200a2.100 2.100 0 0 1 3 3L6.600 10.700a1 1 0 0 1-1.500-1.400l4.600-4.600" />
  ),
  again: <path d="M13.500 8a5.500 5.500 0 1 1-1.700-4M13.500 1.800V5h-3.200" />,
  empty: <path d="M2 9.500 4 3h8l2 6.500v4H2zM2 9.500h3.500l1 1.700h3l1-1.700H14" />,
  offline: (
    <path d="M1.500 6a9.500 9.500 0 0 1 13 0M4 9a5.700 5.700 0 0 1 8 0M8 12.500v.01M2.500 14 13.500 2" />
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1" />
      <path d="M5.200 7V5a2.800 2.800 0 0 1 5.600 0v2" />
    </>
  ),
  phone: (
    <path d="M3 2.500h2.600l1.200 3-1.600 1.300a8 8 0 0 0 4 4L10.500 9.200l3 1.200V13a1 1 0 0 1-1 1A10.500 10.500 0 0 1 2 3.500a1 1 0 0 1 1-1z" />
  ),
  person: (
    <>
      <circle cx="8" cy="5" r="2.800" />
      <path d="M2.500 14a5.500 5.500 0 0 1 11 0" />
    </>
  ),
  print: <path d="M4.500 6V2h7v4M4.500 12h-2V6.500h11V12h-2M4.500 10h7v4h-7z" />,
  map: (
    <path d="M1.800 4 6 2.500l4 1.500 4.200-1.500V12L10 13.500 6 12l-4.200 1.500zM6 2.500V12M10 4v9.500" />
  ),
  overdue: (
    <>
      <path className="solid" d="M8 1.2 15.4 14.4H.6z" />
      <path className="cut" d="M8 6v3.6M8 12v.01" />
    </>
  ),
  decide: <path className="solid" d="m8 .8 7.2 7.2L8 15.2.8 8z" />,
  done: (
    <>
      <circle cx="8" cy="8" r="6.4" />
      <path d={tick} />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.4" />
      <path d="M8 7.4v3.6M8 4.9v.01" />
    </>
  ),
  star: (
    <path
      className="solid"
      d="m8 1.300 2 4.400 4.800.5-3.600 3.200 1 4.700L8 11.700l-4.200 2.400 1-4.700L1.200 6.200 6 5.700z"
    />
  ),
  'star-empty': (
    <path d="m8 1.300 2 4.400 4.800.5-3.600 3.200 1 4.700L8 11.700l-4.200 2.400 1-4.700L1.200 6.200 6 5.700z" />
  ),
  eye: (
    <>
      <path d="M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8z" />
      <circle cx="8" cy="8" r="2" />
    </>
  ),
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings

/** A 16 × 16 drawing in the colour of its text. Always beside a word, or with a label on its button. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      {drawings[name]}
    </svg>
  )
}

/** A clock face filled by the share of time used, 0…1. */
export function ClockFace({ used }: { used: number }) {
  const share = Math.min(0.999, Math.max(0.02, used))
  const angle = share * 2 * Math.PI
  const x = 8 + 4.4 * Math.sin(angle)
  const y = 8 - 4.4 * Math.cos(angle)
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.4" />
      <path
        className="solid"
        d={`M8 8V3.6A4.4 4.4 0 ${share > 0.5 ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)}z`}
      />
    </svg>
  )
}
