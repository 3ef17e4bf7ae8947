export function decide(facts: readonly boolean[]) {
  return facts.every(fact => fact)
}
