export { figuresApi } from './api.ts'
export { type Cut, type Figures, type FigureText, figures } from './figures.ts'
export { figureRoutes } from './routes.ts'
export { refusalTexts } from './texts.ts'
