export { type Key, KeyFileError, keyOf, loginPasswords, openMasterKey } from './keys.ts'
export { countForeignKeys, type NewPerson, openPeople, type People, type PersonValues } from './people.ts'
export { PersonField } from './schema.ts'
export { hashSecret, openSecrets, readSecret, type Secrets } from './secrets.ts'
