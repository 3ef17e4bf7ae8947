/** Written words, a paragraph a line. */
export function Lines({ words }: { words: string }) {
  const lines = [...words.matchAll(/.+/g)]
  return lines.map(line => <p key={line.index}>{line[0]}</p>)
}
