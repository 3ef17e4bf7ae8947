/** The address is given up only when the browser has surely begun. */
const BEGUN_AFTER = 60_000

/** Saves bytes as a file on the device. */
export function saveBytes(bytes: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), BEGUN_AFTER)
}
