import headless from '@xterm/headless';
import type { ILink, Terminal } from '@xterm/xterm';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { CommandTracker } from '../../../shared/command-tracker.ts';
import { FilePath } from '../../../shared/file-path.ts';
import type { LocatedPath } from '../contract.ts';
import { FileLinks } from './file-links.ts';

suite('paths on a screen as links', () => {
  test('those that are there, at their cells, though wide characters stand before them and the line wraps', async () => {
    const { links } = await screen('漢字 see src/a.ts:12:5, gone.ts\r\n', { cols: 20, files: ['src/a.ts'] });
    const [link, ...others] = await links(1);
    assert.equal(others.length, 0);
    assert.equal(link?.text, 'src/a.ts:12:5');
    assert.deepEqual(link.range, { start: { x: 10, y: 1 }, end: { x: 2, y: 2 } });
    assert.deepEqual((await links(2))[0]?.range, link.range, 'asked from its second row');
  });

  test('one question for a line, none again for what was just answered', async () => {
    const { links, asked } = await screen('a.ts b.ts a.ts\r\n', { files: ['a.ts', 'b.ts'] });
    assert.equal((await links(1)).length, 3);
    assert.equal((await links(1)).length, 3);
    assert.deepEqual(asked, [{ folder: null, texts: ['a.ts', 'b.ts'] }]);
  });

  test('counted from the folder in which the command ran', async () => {
    const prompt = (folder: string): string => `\x1b]633;P;Cwd=${folder}\x07\x1b]633;A\x07$ \x1b]633;B\x07ls\r\n\x1b]633;C\x07`;
    const { links, asked } = await screen(`${prompt('/one')}a.ts\r\n\x1b]633;D;0\x07${prompt('/two')}a.ts\r\n`, { files: ['a.ts'] });
    await links(2);
    await links(4);
    assert.deepEqual(asked.map(({ folder, texts }) => `${folder} ${texts.join(' ')}`), ['/one a.ts', '/two a.ts']);
  });

  test('only Ctrl and a click open one, with its line and column; a connection that is gone offers none', async () => {
    const { links, opened } = await screen('src/a.ts:12:5\r\n', { files: ['src/a.ts'] });
    const [link] = await links(1);
    link?.activate({ ctrlKey: false, metaKey: false } as MouseEvent, '');
    assert.deepEqual(opened, []);
    link?.activate({ ctrlKey: true, metaKey: false } as MouseEvent, '');
    assert.deepEqual(opened, [{ path: '/src/a.ts', kind: 'file', line: 12, column: 5 }]);
    const lost = await screen('src/a.ts\r\n', { files: null });
    assert.deepEqual(await lost.links(1), []);
  });
});

type Asked = { readonly folder: string | null; readonly texts: readonly string[] };

/** `files` null: nobody answers. */
async function screen(text: string, { cols = 80, files }: { readonly cols?: number; readonly files: readonly string[] | null }) {
  const terminal = new headless.Terminal({ cols, rows: 10, allowProposedApi: true });
  const commands = new CommandTracker(terminal, null);
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const asked: Asked[] = [];
  const opened: LocatedPath[] = [];
  // What it uses of xterm is the same in both.
  const provider = new FileLinks(terminal as unknown as Terminal, commands, {
    locate: async (folder, texts) => {
      if (files === null) throw new Error('no connection');
      asked.push({ folder, texts });
      return texts.map((path) => (files.includes(path) ? { path: FilePath.parse(`/${path}`), kind: 'file' } : null));
    },
    open: (link) => opened.push(link),
    hover: () => undefined,
  });
  return { asked, opened, links: (row: number) => new Promise<readonly ILink[]>((resolve) => provider.provideLinks(row, (links) => resolve(links ?? []))) };
}
