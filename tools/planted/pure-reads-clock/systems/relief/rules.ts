export function mayClose() {
  return Date.now() > 0
}
