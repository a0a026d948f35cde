/** The parts of Monaco that are used, built apart from the pages (scripts/build-editor.mjs): loaded with the first file. */
import 'monaco-editor/languages/definitions/register.all';

import { editorAssets } from '../../../../components/workbench/assets.ts';
import './features.ts';
import { registerMoreLanguages } from './more-languages.ts';

export * as monaco from 'monaco-editor/editor';

self.MonacoEnvironment = {
  // Comparing and finding words run beside the page. Languages are the language servers' business.
  getWorker: () => new Worker(editorAssets().worker, { type: 'module', name: 'editor' }),
};

registerMoreLanguages();
