import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { FocusWish } from '../../../components/workbench/focus-wish.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import type { TerminalView } from '../contract.ts';
import { type CreateInput, Terminals, type TerminalsState } from './terminals.ts';

suite('the terminals of a page', () => {
  test('attach to the ones that exist, to the one that was in front', async () => {
    const { terminals, agent } = begin({ exist: ['a', 'b', 'c'], remembered: 'b' });
    const state = await reaches(terminals, ({ views }) => views !== null);
    assert.deepEqual([state.selected, state.front, terminals.shown()], [id('b'), id('b'), [id('b')]]);
    assert.equal(agent.created, 0);
    terminals.dispose();
  });

  test('create one where there is none, once', async () => {
    const { terminals, agent } = begin({ exist: [] });
    const state = await reaches(terminals, ({ selected }) => selected !== null);
    assert.equal(agent.created, 1);
    assert.equal(state.selected, agent.views[0]?.id);
    await terminals.kill(agent.views[0]?.id as TerminalId);
    await reaches(terminals, ({ views }) => views?.length === 0);
    assert.equal(agent.created, 1);
    terminals.dispose();
  });

  test('stand side by side, as many as are wanted, and the ones that are left take the place', async () => {
    const { terminals, agent } = begin({ exist: ['a', 'b'], remembered: 'a' });
    await reaches(terminals, ({ selected }) => selected === id('a'));
    await terminals.split();
    await terminals.split();
    assert.deepEqual(terminals.shown(), [id('a'), id('1'), id('2')]);
    assert.equal(terminals.state.get().front, id('2'));
    assert.deepEqual(agent.asked.at(-1), { beside: id('1'), folder: '/', profile: 'bash' });
    await terminals.kill(id('2'));
    const left = await reaches(terminals, ({ views }) => views?.length === 3);
    assert.deepEqual(terminals.shown(), [id('a'), id('1')]);
    assert.ok(left.front !== null && terminals.shown().includes(left.front));
    terminals.dispose();
  });

  test('are arranged at once in the page, then for everybody', async () => {
    const { terminals, agent } = begin({ exist: ['a', 'b', 'c'], remembered: 'a' });
    await reaches(terminals, ({ views }) => views !== null);
    const arranged = terminals.move(id('c'), { at: id('a'), where: 'into' });
    assert.deepEqual(terminals.groups(), [[id('a'), id('c')], [id('b')]]);
    await arranged;
    assert.deepEqual(agent.arranged, [[id('a'), id('c')], [id('b')]]);
    await terminals.unsplit(id('c'));
    assert.deepEqual(agent.arranged, [[id('a')], [id('c')], [id('b')]]);
    await terminals.moveBy(id('c'), 1);
    assert.deepEqual(agent.arranged, [[id('a')], [id('b')], [id('c')]]);
    terminals.dispose();
  });

  test('those among the editors are not in the panel, and are there again when their tab is closed', async () => {
    const { terminals, shownInEditor, left } = begin({ exist: ['a', 'b'], remembered: 'a' });
    await reaches(terminals, ({ views }) => views !== null);
    terminals.moveToEditor(id('a'));
    assert.deepEqual(shownInEditor, [id('a')]);
    terminals.noteInEditor(new Set([id('a')]));
    assert.deepEqual(terminals.groups(), [[id('b')]]);
    assert.deepEqual(terminals.shown(), [id('b')]);
    assert.equal(terminals.state.get().front, id('a'));
    terminals.noteInEditor(new Set());
    assert.deepEqual(terminals.groups(), [[id('a')], [id('b')]]);
    terminals.noteInEditor(new Set([id('b')]));
    terminals.moveToPanel(id('b'));
    assert.deepEqual(left, [id('b')]);
    assert.deepEqual(terminals.shown(), [id('b')]);
    terminals.dispose();
  });

  test('one that is among the editors after a reload does not hide the panel’s', async () => {
    const { terminals } = begin({ exist: ['a', 'b'], remembered: 'a', inEditor: 'a' });
    await reaches(terminals, ({ views }) => views !== null);
    assert.deepEqual(terminals.shown(), [id('b')]);
    terminals.dispose();
  });

  test('a bell is kept until somebody looks', async () => {
    const { terminals } = begin({ exist: ['a', 'b'], remembered: 'a' });
    await reaches(terminals, ({ views }) => views !== null);
    terminals.noteBell(id('b'));
    assert.deepEqual([...terminals.state.get().rung], [id('b')]);
    terminals.select(id('b'));
    assert.equal(terminals.state.get().rung.size, 0);
    terminals.dispose();
  });

  test('a neighbour comes into the place of one that has gone, whoever killed it', async () => {
    const { terminals, agent } = begin({ exist: ['a', 'b', 'c'], remembered: 'b' });
    await reaches(terminals, ({ views }) => views !== null);
    agent.remove(id('b'));
    const state = await reaches(terminals, ({ views }) => views?.length === 2);
    assert.equal(state.selected, id('c'));
    terminals.selectBy(1);
    assert.equal(terminals.state.get().selected, id('a'));
    terminals.dispose();
  });

  test('a refusal is kept for the panel to say, and goes with the next success', async () => {
    const { terminals, agent } = begin({ exist: ['a'] });
    await reaches(terminals, ({ views }) => views !== null);
    agent.refuses = true;
    await terminals.create();
    assert.equal(terminals.state.get().problem?.error.code, 'limit_reached');
    assert.equal(terminals.state.get().selected, id('a'));
    agent.refuses = false;
    await terminals.create();
    assert.equal(terminals.state.get().problem, null);
    terminals.dispose();
  });

  test('the first one, which nobody asked for, leaves the focus with who types elsewhere; one that was asked for takes it', async () => {
    const page: { activeElement: Element | null } = { activeElement: null };
    const { terminals, focusWish } = begin({ exist: [], page });
    const elsewhere = { closest: () => elsewhere, matches: () => false } as unknown as Element;
    page.activeElement = elsewhere; // before the agent has answered
    const first = (await reaches(terminals, ({ front }) => front !== null)).front;
    assert.ok(first !== null);
    assert.equal(focusWish.take(first), null);
    await terminals.create();
    const second = terminals.state.get().front;
    assert.ok(second !== null && second !== first);
    assert.equal(focusWish.take(second), 'focus');
    terminals.dispose();
  });

  test('the first one takes a focus that nothing has', async () => {
    const { terminals, focusWish } = begin({ exist: [] });
    const { front } = await reaches(terminals, (state) => state.front !== null);
    assert.ok(front !== null);
    assert.equal(focusWish.take(front), 'focus');
    terminals.dispose();
  });

  test('a terminal that cannot be drawn is said, and can be tried again', async () => {
    const { terminals } = begin({ exist: ['a'] });
    await assert.rejects(terminals.open(id('a')));
    assert.equal(terminals.state.get().problem?.error.code, 'internal');
    await assert.rejects(terminals.open(id('a')));
    terminals.dispose();
  });
});

function id(letter: string): TerminalId {
  return `t${letter.repeat(12)}` as TerminalId;
}

/** The agent's list as the page sees it: `watch` tells it at once and after each change. */
class ListedTerminals {
  views: TerminalView[];
  created = 0;
  arranged: readonly (readonly TerminalId[])[] = [];
  readonly asked: Omit<CreateInput, 'size'>[] = [];
  refuses = false;
  #wake: () => void = () => undefined;

  constructor(letters: readonly string[]) {
    this.views = letters.map((letter) => view(id(letter)));
  }

  create({ beside: of, folder, profile }: CreateInput): Promise<TerminalView> {
    if (this.refuses) return Promise.reject(new AtelierError('limit_reached', { limit: 50 }));
    this.created += 1;
    this.asked.push({ ...(of === undefined ? {} : { beside: of }), ...(folder === undefined ? {} : { folder }), ...(profile === undefined ? {} : { profile }) });
    const beside = this.views.findIndex((known) => known.id === of);
    const made = { ...view(id(String(this.created))), ...(beside < 0 ? {} : { group: this.views[beside]?.group ?? '' }) };
    this.#set(this.views.toSpliced(beside < 0 ? this.views.length : beside + 1, 0, made));
    return Promise.resolve(made);
  }

  remove(gone: TerminalId): void {
    this.#set(this.views.filter((known) => known.id !== gone));
  }

  async *watch(signal: AbortSignal): AsyncGenerator<TerminalView[]> {
    signal.addEventListener('abort', () => this.#wake());
    for (let last: TerminalView[] | null = null; !signal.aborted;) {
      if (last !== this.views) yield (last = this.views);
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #set(views: TerminalView[]): void {
    this.views = views;
    this.#wake();
  }
}

function view(of: TerminalId): TerminalView {
  return { id: of, title: 'bash', name: null, colour: null, profile: 'bash', folder: '/', group: of, createdAtMs: 0, exitCode: null, restored: false };
}

type Beginning = { readonly exist: readonly string[]; readonly remembered?: string; readonly inEditor?: string; readonly page?: { readonly activeElement: Element | null } };

function begin({ exist, remembered, inEditor, page = { activeElement: null } }: Beginning): { terminals: Terminals; agent: ListedTerminals; focusWish: FocusWish<TerminalId>; shownInEditor: TerminalId[]; left: TerminalId[] } {
  const shownInEditor: TerminalId[] = [];
  const left: TerminalId[] = [];
  const focusWish = new FocusWish<TerminalId>(page);
  const agent = new ListedTerminals(exist);
  const terminals = new Terminals({
    procedures: {
      create: (input) => agent.create(input),
      label: () => Promise.resolve({}),
      clear: () => Promise.resolve({}),
      arrange: async ({ groups }) => {
        agent.arranged = groups;
      },
      close: async ({ id: gone }) => agent.remove(gone),
      watch: (signal) => agent.watch(signal),
    },
    open: () => Promise.reject(new Error('no browser here')),
    focusWish,
    defaults: () => ({}),
    splitsInPlace: () => true,
    showInEditor: (shown) => shownInEditor.push(shown),
    leaveEditor: (gone) => left.push(gone),
    remembered: remembered === undefined ? null : id(remembered),
    remember: () => undefined,
  });
  if (inEditor !== undefined) terminals.noteInEditor(new Set([id(inEditor)]));
  terminals.start();
  return { terminals, agent, focusWish, shownInEditor, left };
}

async function reaches(terminals: Terminals, wanted: (state: TerminalsState) => boolean): Promise<TerminalsState> {
  while (!wanted(terminals.state.get())) {
    await new Promise<void>((resolve) => {
      const stop = terminals.state.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
  return terminals.state.get();
}
