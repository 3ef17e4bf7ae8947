export const count: number = 'six'
