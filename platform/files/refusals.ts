/** Why the content of a file isn't kept. */
export const contentRefusals = [
  'too-large',
  'type-not-allowed',
  'heic',
  'old-office',
  'macros',
  'too-many-pixels',
  'broken-image',
  'disk-full',
] as const

/** Every code with which a file is refused. */
export const fileRefusals = ['empty', ...contentRefusals, 'not-there'] as const
export type FileRefusalCode = (typeof fileRefusals)[number]
