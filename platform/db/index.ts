export { type Actor, divisionSeats, type Holding, keysOf, type Role } from './actor.ts'
export {
  type Database,
  type DB,
  enterLink,
  type LinkRow,
  openDatabase,
  type Tx,
  withKeys,
} from './database.ts'
export { type Embedded, startEmbedded } from './embedded.ts'
export { EmbeddedError } from './embedded-texts.ts'
export { uuidv7 } from './ids.ts'
export { ChangedMigration, type LoginPasswords, migrate } from './migrate.ts'
