export const table = 'relief.problem as p'
