export {
  type Generators,
  generator,
  type Inventions,
} from './generate.ts'
export { named, namedDivision, naming, storyMoment } from './names.ts'
export { findInstant, type Known, readStory, StoryFault } from './read.ts'
export { type ComparedFigure, type Outcome, runStory, type Step, type Theatre } from './runner.ts'
export { type Story, type StoryEvent, storyJsonSchema } from './schema.ts'
export { type CallsOf, type Player, type Stage, type Verb, type Verbs, verb } from './verbs.ts'
