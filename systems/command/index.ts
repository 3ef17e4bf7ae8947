export { commandApi } from './api.ts'
export { type CommandParts, commandRoutes } from './routes.ts'
export { refusalTexts, texts } from './texts.ts'
