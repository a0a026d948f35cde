/** The parts of Monaco that are used, in one chunk: loaded with the first file, never before. */
import 'monaco-editor/languages/definitions/register.all';

import './features.ts';
import { registerMoreLanguages } from './more-languages.ts';

export * as monaco from 'monaco-editor/editor';

self.MonacoEnvironment = {
  // Comparing and finding words run beside the page. Languages are the language servers' business.
  getWorker: () => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: 'editor' }),
};

registerMoreLanguages();
