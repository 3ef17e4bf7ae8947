export {
  type Generators,
  generator,
  type Inventions,
} from './generate.ts'
export { findInstant, type Known, readStory, StoryFault } from './read.ts'
export { type ComparedFigure, type Outcome, runStory, type Step, type Theatre } from './runner.ts'
export { named, type Story, type StoryEvent, storyJsonSchema, storyMoment } from './schema.ts'
export { type CallsOf, type Player, type Stage, type Verb, type Verbs, verb } from './verbs.ts'
