export { newCode, readCode } from './code.ts'
export {
  createAccount,
  createFirstAdministrator,
  grantRole,
  type IssuedCode,
  issueCode,
  type ListedAccount,
  listAccounts,
  type OperatorMoments,
} from './operator.ts'
export { hashSecret } from './passwords.ts'
export {
  findSessionId,
  listSessions,
  revokeSession,
  SESSION_COOKIE,
  sessionCookie,
  sessionOf,
} from './sessions.ts'
export { codeSheet } from './sheet.ts'
export {
  changePassword,
  type OpenedSession,
  signIn,
  signOut,
  useCode,
} from './sign-in.ts'
export { refusalTexts } from './texts.ts'
