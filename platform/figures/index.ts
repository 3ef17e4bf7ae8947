export { figuresApi } from './api.ts'
export { type Cut, type Figures, figures, figureWords } from './figures.ts'
export { figureRoutes } from './routes.ts'
export { refusalTexts } from './texts.ts'
