export { type Actor, divisionSeats, type Holding, keysOf, type Role } from './actor.ts'
export { type Database, type DB, type LinkRow, openDatabase, type Tx } from './database.ts'
export { uuidv7 } from './ids.ts'
export { ChangedMigration, type LoginPasswords, migrate } from './migrate.ts'
