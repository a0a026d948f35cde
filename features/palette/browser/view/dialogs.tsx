/** What is loaded when it is first asked for, as one piece. */
export { AskDialog } from './ask-dialog.tsx';
export { PickDialog } from './pick-dialog.tsx';
export { QuickAccessDialog } from './quick-access-dialog.tsx';
