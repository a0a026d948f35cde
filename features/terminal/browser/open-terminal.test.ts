import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TerminalId } from '../../../shared/ids.ts';
import { OpenTerminal, type OpenTerminalDeps } from './open-terminal.ts';
import type { XtermScreen, XtermScreenEvents } from './xterm-screen.ts';

/** A terminal on a screen that notes what is pasted; what is dropped on it is there once `arrive` is called. */
function terminalWith({ mayBring = true } = {}) {
  const pasted: string[] = [];
  const coming = Promise.withResolvers<readonly string[]>();
  let events: XtermScreenEvents | null = null;
  const deps = {
    id: TerminalId.parse('t000000000001'),
    bring: () => (mayBring ? () => coming.promise : null),
    createScreen: (_texts, given) => {
      events = given;
      return { size: { cols: 80, rows: 24 }, paste: (text: string) => void pasted.push(text), focus: () => undefined } as unknown as XtermScreen;
    },
  } satisfies Partial<OpenTerminalDeps>;
  const terminal = new OpenTerminal(deps as unknown as OpenTerminalDeps);
  assert.ok(events !== null);
  const arrive = async (...paths: string[]): Promise<void> => {
    coming.resolve(paths);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { terminal, pasted, arrive, events: events as XtermScreenEvents };
}

const DROP = {} as DataTransfer;

test('the paths of what was dropped are typed once it is there', async () => {
  const { pasted, events, arrive } = terminalWith();
  assert.equal(events.takesFiles(), true);
  events.onDropFiles(DROP);
  assert.deepEqual(pasted, []);
  await arrive('/home/ws/a b.txt', '/home/ws/c');
  assert.deepEqual(pasted, ["'/home/ws/a b.txt' /home/ws/c "]);
});

test('when something else was typed meanwhile they are offered', async () => {
  const { terminal, pasted, events, arrive } = terminalWith();
  events.onDropFiles(DROP);
  events.onInput(Uint8Array.of(0x69));
  await arrive('/home/ws/c');
  assert.deepEqual(pasted, []);
  assert.deepEqual(terminal.notice.get(), { kind: 'brought', paths: ['/home/ws/c'] });
});

test('nothing is typed when nothing came, and nothing is taken from who may not', async () => {
  const { terminal, pasted, events, arrive } = terminalWith();
  events.onDropFiles(DROP);
  await arrive();
  assert.deepEqual([pasted, terminal.notice.get()], [[], null]);
  assert.equal(terminalWith({ mayBring: false }).events.takesFiles(), false);
});
