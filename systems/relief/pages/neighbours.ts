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
}
