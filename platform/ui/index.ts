/** Components in the house's look. How pages are composed of them: README.md beside. */
export { type RefusedProblem, useAction } from './action.ts'
export { type Page, useAddress } from './address.ts'
export { Button, Link, LinkButton } from './button.tsx'
export { Bars, type Datum, Line, Share } from './charts.tsx'
export { ComboBox } from './combo-box.tsx'
export { DateField } from './date-field.tsx'
export { Dialog } from './dialog.tsx'
export { type Counties, DivisionMap, type DivisionValue } from './division-map.tsx'
export {
  forgetDrafts,
  NothingKeptProvider,
  useDraft,
  useKeepsNothing,
  type Words,
} from './draft.ts'
export { Fetched } from './fetched.tsx'
export {
  Checkbox,
  ErrorSummary,
  Field,
  type FieldError,
  RadioCards,
  Rating,
  Select,
  TextArea,
  TextField,
} from './fields.tsx'
export { FilePicker, type Send, type Sent, sendBytes } from './file-picker.tsx'
export {
  FilterBar,
  FilterDate,
  FilterSelect,
  FilterToggle,
  type Option,
  SearchBox,
  type View,
  ViewTabs,
} from './filter-bar.tsx'
export { FormDialog, Refused } from './form-dialog.tsx'
export { Icon, type IconName } from './icon.tsx'
export { drop, type Kept, keep, listKept } from './kept.ts'
export {
  type BusinessTime,
  ReadingProvider,
  useBusinessNow,
  useFormat,
  useLang,
  useTexts,
} from './language.tsx'
export {
  Columns,
  Duties,
  type Duty,
  FactList,
  type Figure,
  Figures,
  Group,
  List,
  type ListItem,
  MatterColumns,
  PageHead,
  Panel,
  type Step,
  Steps,
  useTitle,
} from './page.tsx'
export { Masked, Watermark } from './personal.tsx'
export { type Line as PieceLine, sendInPieces } from './pieces.ts'
export { getPreferences, type Preferences, setPreferences, usePreferences } from './preferences.ts'
export { type NavPage, type NavSystem, PublicPage, Shell, type ShellProps, StepHead } from './shell.tsx'
export { Conflict, Empty, ErrorState, Forbidden, Loading, NotFound, Notice, Offline } from './states.tsx'
export { DueChip, Stars, Status, type StatusKind, Tag } from './status.tsx'
export { ActionBar, Story, type StoryEntry, type StoryFile } from './story.tsx'
export { type Column, MoreRows, type Sort, Table } from './table.tsx'
export { type Tab, Tabs } from './tabs.tsx'
export { useViewer, type Viewer, ViewerProvider } from './viewer.ts'
