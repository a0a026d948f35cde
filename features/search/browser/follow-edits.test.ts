import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { OpenEditor } from '../../../components/workbench/editors/open-editors.ts';
import type { TextEditorAttachment, TextEditorContext } from '../../../components/workbench/editors/text-editor.ts';
import { Registry } from '../../../components/workbench/registry.ts';
import { Store } from '../../../components/workbench/store.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { SearchQuery, type Hit } from '../contract.ts';
import { FollowEdits } from './follow-edits.ts';

const PATH = FilePath.parse('/workspace/shop/api/a.py');
const query = (part: Partial<SearchQuery> = {}): SearchQuery => SearchQuery.parse({ text: 'cost', isRegex: false, matchCase: false, wholeWord: false, include: [], exclude: [], ignored: false, ...part });

/** A text as Monaco has it, as far as it is asked. */
class Model {
  lines: string[] = [];
  changed: () => void = () => undefined;
  readonly isDisposed = (): boolean => false;
  readonly getLineContent = (line: number): string => this.lines[line - 1] ?? '';
  readonly onDidChangeContent = (listener: () => void) => {
    this.changed = listener;
    return { dispose: () => (this.changed = () => undefined) };
  };
  readonly findMatches = (text: string) =>
    this.lines.flatMap((line, at) => (line.includes(text) ? [{ range: { startLineNumber: at + 1, startColumn: line.indexOf(text) + 1, endLineNumber: at + 1, endColumn: line.indexOf(text) + 1 + text.length } }] : []));

  type(...lines: string[]): void {
    this.lines = lines;
    this.changed();
  }
}

function given(t: TestContext, asked: SearchQuery | null = query()) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const attachments = new Registry<TextEditorAttachment>();
  const opened = new Store<readonly OpenEditor[]>([]);
  const told: { path: string; hits: readonly Hit[] | 'on the disk' }[] = [];
  const following = new FollowEdits({ editors: { attachments, opened }, query: () => asked, isFound: (path) => path === PATH, typed: (path, hits) => told.push({ path, hits }), saved: (path) => told.push({ path, hits: 'on the disk' }) });
  const model = new Model();
  const [attach] = attachments.get();
  assert.ok(attach);
  const leave = attach({ model, path: PATH, shows: 'file' } as unknown as TextEditorContext);
  const unsaved = (is: boolean): void => opened.set([{ path: PATH, unsaved: is } as OpenEditor]);
  return { model, told, following, leave, unsaved, later: () => t.mock.timers.tick(300) };
}

test('hits move and leave with a text that is being typed, once it rests', (t) => {
  const { model, told, unsaved, later } = given(t);
  unsaved(true);
  model.type('', 'price = cost');
  model.type('', '', 'price = cost');
  assert.equal(told.length, 0);
  later();
  assert.equal(told.length, 1);
  const [hit] = told[0]?.hits === 'on the disk' ? [] : (told[0]?.hits ?? []);
  assert.deepEqual([hit?.line, hit?.column, hit?.preview.slice(hit.from, hit.to)], [3, 9, 'cost']);
  model.type('nothing left');
  later();
  assert.deepEqual(told[1]?.hits, []);
});

test('what is saved, and what was read again, is looked at on the disk', (t) => {
  const { model, told, unsaved, later } = given(t);
  unsaved(true);
  unsaved(false);
  later();
  assert.deepEqual(told, [{ path: PATH, hits: 'on the disk' }]);
  model.type('from outside');
  later();
  assert.equal(told.length, 2);
});

test('a search finds what is saved; what is typed and not saved is looked at in the editor', (t) => {
  const { model, told, following, unsaved } = given(t);
  model.lines = ['cost'];
  following.searched();
  assert.deepEqual(told, []);
  unsaved(true);
  following.searched();
  assert.equal(told.length, 1);
});

test('an expression that only the search understands leaves the hits as they are', (t) => {
  const { model, told, unsaved, later } = given(t, query({ isRegex: true, text: '(?i)cost' }));
  unsaved(true);
  model.type('cost');
  later();
  assert.deepEqual(told, []);
});

test('an editor that is gone, or a search that is over, tells nothing', (t) => {
  const { model, told, leave, following, unsaved, later } = given(t);
  unsaved(true);
  model.type('cost');
  following.dispose();
  leave();
  model.type('cost cost');
  later();
  assert.deepEqual(told, []);
});
