export {
  act,
  addJoint,
  assign,
  type BoundKind,
  bindKind,
  changeLead,
  type EffectCall,
  type EffectResult,
  handOver,
  type Input,
  type Kind,
  type MatterWorld,
  pathOf,
  tellCall,
} from './actions.ts'
export { type Asked, askParty, copyFiles, setAsked, tellOf } from './asked.ts'
export { listAttachments } from './attachment-store.ts'
export { attach, copyAttachments, openAttachment, type TakenFile, takeFile } from './attachments.ts'
export { type NewClock, startClocks } from './clocks.ts'
export { type Calendar, dueAt } from './deadlines.ts'
export {
  askPlaceWork,
  type DueRow,
  handleDue,
  handlePlaceDue,
  type PlaceWork,
  systemActor,
} from './due.ts'
export { mergeOffice } from './merge.ts'
export { parseNumber } from './numbers.ts'
export { type Identity, newIdentity, openMatter } from './opening.ts'
export {
  asParty,
  bindDevice,
  makePartyLink,
  readPartyLink,
  renewCode,
  revokeDevice,
  revokePartyLinks,
} from './party-link.ts'
export { type MatterParts, matterRoutes, parseCursor, viewMatter } from './routes.ts'
export {
  acceptParty,
  findMatter,
  findOffice,
  type Matter,
  NOBODY,
  type Office,
  seatsOf,
  servesIn,
} from './store.ts'
export { addPiece, beginUpload, finishUpload, getUploaded, UPLOAD_HOURS } from './uploads.ts'
export { matterRow, toMatterRow } from './view-store.ts'
