import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { procedure } from '../../shared/procedures.ts';
import { KIB } from '../../shared/units.ts';

/** Of one document, in UTF-8. A larger one is not read, wherever it comes from. */
export const MAX_DOCUMENT_BYTES = 256 * KIB;
/** Objects and arrays in each other; real ones have four. */
export const MAX_DOCUMENT_DEPTH = 20;
/** Where a workspace's own settings are, below its home. */
export const WORKSPACE_SETTINGS = '.config/atelier/settings.json';
/** Where a module's own are, below its root, as VS Code has them. */
export const FOLDER_SETTINGS = '.vscode/settings.json';

/** `settings`: a JSON object as VS Code's `settings.json`; `keybindings`: a JSON array as its `keybindings.json`. Comments are kept. */
export const PreferenceName = z.enum(['settings', 'keybindings']);
export type PreferenceName = z.infer<typeof PreferenceName>;

/** `revision` is 0 and `text` empty while nothing was ever kept. */
export const PreferenceDocument = z.object({ text: z.string(), revision: z.number().int().min(0) });
export type PreferenceDocument = z.infer<typeof PreferenceDocument>;

export const Preferences = z.object({ settings: PreferenceDocument, keybindings: PreferenceDocument });
export type Preferences = z.infer<typeof Preferences>;

/** What a member set for themselves, the same on every device and in every workspace; nobody sees another's. */
export const settingsContract = {
  get: procedure.route({ method: 'GET', path: '/preferences' }).output(Preferences),
  /** Both again after each change. */
  watch: procedure.route({ method: 'GET', path: '/preferences-live' }).output(eventIterator(Preferences)),
  /**
   * Replaces exactly the revision it names. `conflict`: there is another one by now; `too_large`; `invalid_input`
   * (`details.line`): not what the document has to be, or too deep.
   */
  save: procedure
    .route({ method: 'PUT', path: '/preferences' })
    .input(z.object({ name: PreferenceName, text: z.string(), revision: z.number().int().min(0) }))
    .output(PreferenceDocument),
};
