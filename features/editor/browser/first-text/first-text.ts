/**
 * Shows the text of the file that the address names before there is a workbench. A script of its own: neither it
 * nor Monaco waits for the pages' framework, which starts afterwards. The workbench takes over what it shows.
 */
import { decodeText } from '../model/text-codec.ts';
import { editorOptions } from '../monaco/options.ts';
import { indent, KEPT_LOOKS, keptLook } from '../monaco/kept-look.ts';
import { applyTheme } from '../monaco/theme.ts';
import { contentAddress } from '../content-address.ts';
import { namedByAddress, type Named } from './address.ts';
import { editorAssets } from '../../../../components/workbench/assets.ts';
import { ownKey } from '../../../../components/workbench/own-key.ts';
import { isPhone, keptPlace, keptViewState, showsEditorFirst, type FirstAnswer, type ShownText } from './handover.ts';

/** Larger ones are the workbench's business. */
const MAX_BYTES = 1_000_000;
/** So long the workbench waits for it. */
const WAIT_MS = 3000;
const WORKSPACE_ID = /^w[0-9a-z]{12}$/;

declare global {
  /** What Next loads, one after the other, before it brings its page to life. */
  var __next_s: [address: string, attributes: Readonly<Record<string, string>>][] | undefined;
}

const startedMs = performance.now();
const named = isPhone() ? null : namedByAddress(location);
if (named !== null) {
  // The framework would otherwise keep the page busy just when Monaco could start.
  for (const address of monacoInOrder()) (globalThis.__next_s ??= []).push([address, { type: 'module' }]);
  const workspace = findWorkspace(named.workspace);
  const answer = workspace.then((id) => (id === null ? null : read(id, named)));
  const copy = answer.then((asked) => (asked !== null && sizeOf(asked.response) <= MAX_BYTES ? asked.response.clone() : null));
  const shown = workspace.then((id) => (id !== null && showsEditorFirst(id) ? show({ id, path: named.path }, copy) : null));
  const tooLate = new Promise<null>((resolve) => setTimeout(resolve, WAIT_MS, null));
  globalThis.atelierFirstText = { answer, shown: Promise.race([shown.catch(() => null), tooLate]) };
}

/** The id of what runs under that name or id; null when nothing does, or nobody answers: the workbench says why. */
async function findWorkspace(wanted: string): Promise<string | null> {
  if (WORKSPACE_ID.test(wanted)) return wanted;
  try {
    const response = await fetch('/api/workspaces', { cache: 'no-store' });
    const workspaces = (response.ok ? await response.json() : []) as { id: string; name: string; state: { phase: string } }[];
    return workspaces.find(({ name, state }) => name === wanted && state.phase === 'running')?.id ?? null;
  } catch {
    return null;
  }
}

async function read(workspace: string, { rawPath }: Named): Promise<FirstAnswer | null> {
  const url = `${location.origin}/api/workspaces/${workspace}/agent/${contentAddress(rawPath)}`;
  const response = await fetch(url, { cache: 'no-store' }).catch(() => null);
  return response?.ok ? { url, response } : null;
}

function sizeOf(response: Response): number {
  return Number(response.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
}

async function show(file: { readonly id: string; readonly path: string }, answer: Promise<Response | null>): Promise<ShownText | null> {
  const { id, path } = file;
  const [monaco, bytes] = await Promise.all([loadMonaco(), answer.then((response) => response?.arrayBuffer())]);
  if (bytes === undefined || performance.now() - startedMs > WAIT_MS) return null;
  const decoded = decodeText(new Uint8Array(bytes));
  if (decoded.kind === 'binary') return null;
  const element = document.createElement('div');
  // Monaco's menus stand in it, and have their colours from this class.
  element.className = 'first-text monaco-component';
  // Keys that it took would be lost on whoever takes it over.
  element.inert = true;
  for (const [edge, px] of Object.entries(keptPlace(id) ?? {})) element.style.setProperty(edge, `${px}px`);
  document.body.append(element);
  applyTheme(monaco);
  const model = monaco.editor.createModel(decoded.text, undefined, monaco.Uri.from({ scheme: 'file', path }));
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  const look = keptLook(ownKey(KEPT_LOOKS), { name: path, storage: localStorage });
  if (look !== null) indent(model, look.indentation);
  const editor = monaco.editor.create(element, { ...editorOptions(), ...look?.options, model });
  editor.restoreViewState(keptViewState(id, path));
  return { element, editor, model, path, text: decoded.text };
}

async function loadMonaco() {
  if (monacoInOrder().length > 1) await import('monaco-editor/nls/lang/fr');
  return (await import('../monaco/setup.ts')).monaco;
}

/** Monaco reads its words while its modules are evaluated: they have to be there before. */
function monacoInOrder(): readonly string[] {
  const { french, monaco } = editorAssets();
  return document.documentElement.lang === 'fr' ? [french, monaco] : [monaco];
}
