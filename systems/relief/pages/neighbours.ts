/** What relief's pages need of other systems; the web app passes it in. */
export type Neighbours = {
  /** officials by name; of an office, or those who hold a role */
  accounts(query: {
    q?: string
    office?: string
    role?: 'liaison'
  }): Promise<{ id: string; displayName: string; office: string; officeEn: string }[]>
  /** the divisions directly below one */
  divisions(parent: string): Promise<{ code: string; name: string; nameEn: string }[]>
  /** what the demonstration banner of a public page says */
  useDemo(): string | undefined
  /** lists whose import belongs to another system, by the same page */
  lists: Record<'offices' | 'accounts', ListCalls>
}

/** An import's calls after the upload; their answers are those of every list. */
export type ListCalls = {
  again(token: string, body: { mapping?: Partial<Record<string, number>>; sheet?: string }): Promise<unknown>
  confirm(
    body: {
      token: string
      mapping: Partial<Record<string, number>>
      sheet?: string
      mode: 'good-rows' | 'all-or-nothing'
      confirmChanges: boolean
    },
    key: string,
  ): Promise<unknown>
}
