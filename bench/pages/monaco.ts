/** Monaco and nothing else, set up as our editor sets it up: shows `?file=` (an address on the same host). */
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/register.all';
import * as monaco from 'monaco-editor/editor';

self.MonacoEnvironment = { getWorker: () => new Worker('/assets/editor.worker.js', { type: 'module' }) };

const file = new URLSearchParams(location.search).get('file') ?? '';
const element = document.getElementById('editor');
if (element === null) throw new Error('no element');
const editor = monaco.editor.create(element, { automaticLayout: true, theme: 'vs-dark', model: null });

/** Opens another file; the time from the call to its model in the editor. */
async function open(path: string): Promise<void> {
  const text = await (await fetch(path)).text();
  const language = text.length > 20 * 1024 * 1024 ? 'plaintext' : undefined;
  editor.setModel(monaco.editor.createModel(text, language, monaco.Uri.parse(`file://${path}`)));
}

window.addEventListener('open-file', (event) => {
  if (event instanceof CustomEvent) void open(String(event.detail));
});
if (file !== '') await open(file);
