export const passes = 1
