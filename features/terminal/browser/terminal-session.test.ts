import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';

import type { TerminalId } from '../../../shared/ids.ts';
import { type AgentForTests, startAgentForTests } from '../agent/agent-for-tests.ts';
import { TerminalSession, type TerminalSessionState } from './terminal-session.ts';

const SIZE = { cols: 80, rows: 24 };

suite('a terminal’s session', { timeout: 180_000 }, () => {
  let agent: AgentForTests;
  let line: Line;
  before(async () => {
    agent = await startAgentForTests({ stuckAfterMs: 1500 });
    line = await Line.to(agent.url(''));
  });
  after(async () => {
    await line.close();
    await agent.close();
  });

  async function open(): Promise<{ id: TerminalId; screen: TestScreen; session: TerminalSession }> {
    const { id } = await agent.terminals.create({ size: SIZE });
    const screen = new TestScreen();
    const session = new TerminalSession({ id, screen, openSocket: (path) => new WebSocket(line.url(path)) });
    session.start();
    await reaches(session, (state) => state.phase === 'attached');
    return { id, screen, session };
  }

  test('attaches, types and shows the answer', async () => {
    const { session, screen, id } = await open();
    session.write(bytes('echo he""llo\r'));
    await screen.shows('hello\r\n');
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('says how the program ended', async () => {
    const { session, id } = await open();
    session.write(bytes('exit 3\r'));
    assert.deepEqual(await reaches(session, (state) => state.phase === 'exited'), { phase: 'exited', exitCode: 3 });
    assert.equal(session.write(bytes('x')), false);
    await agent.terminals.close({ id });
  });

  test('is closed for good when the terminal is', async () => {
    const { session, id } = await open();
    await agent.terminals.close({ id });
    assert.deepEqual(await reaches(session, (state) => state.phase === 'closed'), { phase: 'closed', reason: 'not_found' });
  });

  test('a lost connection is replaced, and the screen with it', async () => {
    const { session, screen, id } = await open();
    session.write(bytes('echo be""fore\r'));
    await screen.shows('before\r\n');
    const phases: string[] = [];
    session.subscribe(() => phases.push(session.getState().phase));
    line.cut();
    await reaches(session, (state) => state.phase === 'lost');
    screen.text = '';
    session.write(bytes('echo mean""while\r'));
    await reaches(session, (state) => state.phase === 'attached');
    await screen.shows('meanwhile\r\n');
    assert.equal(screen.text.startsWith('\x1bc'), true);
    assert.match(screen.text, /before\r\n/);
    assert.deepEqual(phases, ['lost', 'reconnecting', 'attached']);
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('every key arrives once over twenty cut connections', async () => {
    const { session, screen, id } = await open();
    const keys = Array.from({ length: 2000 }, (_, index) => `${index};`);
    const total = keys.join('').length;
    session.write(bytes(`stty raw -echo; echo rea""dy; head -c ${total} | tr ';' '\\n' | md5sum; stty sane\r`));
    await screen.shows('ready');
    for (const [index, key] of keys.entries()) {
      session.write(bytes(key));
      if (index % 100 === 50) line.cutAfter(index % 3 === 0 ? 0 : 40);
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (index % 100 === 99) {
        await reaches(session, (state) => state.phase !== 'attached');
        session.reconnectNow();
        await reaches(session, (state) => state.phase === 'attached');
      }
    }
    await screen.shows(createHash('md5').update(keys.join('').replaceAll(';', '\n')).digest('hex'));
    assert.ok(line.cuts >= 20);
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('a paste of 5,000 lines arrives whole and in order', async () => {
    const { session, screen, id } = await open();
    const pasted = Array.from({ length: 5000 }, (_, index) => `line ${index} ${'x'.repeat(index % 97)}`).join('\n');
    session.write(bytes('stty -echo; echo rea""dy; md5sum\r'));
    await screen.shows('ready');
    session.write(bytes(`${pasted}\n`));
    session.write(bytes('\x04'));
    await screen.shows(createHash('md5').update(`${pasted}\n`).digest('hex'));
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('a client that draws nothing is let go, and comes back when it is wanted', async () => {
    const { session, screen, id } = await open();
    screen.draws = false;
    session.write(bytes('yes | head -c 3000000; echo fin""ished\r'));
    await reaches(session, (state) => state.phase === 'lost');
    screen.draws = true;
    screen.text = '';
    session.reconnectNow();
    await screen.shows('finished\r\n');
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('out of sight, a flood is left to the agent; back in sight, its end is there', async () => {
    const { session, screen, id } = await open();
    session.write(bytes('echo rea""dy; read; yes "$(printf %0200d 7)" | head -c 10000000; echo fin""ished\r'));
    await screen.shows('ready');
    session.setShown(false);
    session.write(bytes('\r'));
    await reaches(session, (state) => state.phase === 'parked');
    screen.text = '';
    session.setShown(true);
    await reaches(session, (state) => state.phase === 'attached');
    await screen.shows('finished\r\n');
    session.dispose();
    await agent.terminals.close({ id });
  });

  test('too much typed into nothing is refused whole', async () => {
    const { session, id } = await open();
    line.cut();
    await reaches(session, (state) => state.phase === 'lost');
    assert.equal(session.write(new Uint8Array(17 * 1024 * 1024)), false);
    assert.equal(session.write(bytes('x')), true);
    session.dispose();
    await agent.terminals.close({ id });
  });
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function reaches(session: TerminalSession, wanted: (state: TerminalSessionState) => boolean): Promise<TerminalSessionState> {
  while (!wanted(session.getState())) {
    await new Promise<void>((resolve) => {
      const stop = session.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
  return session.getState();
}

class TestScreen {
  readonly size = SIZE;
  text = '';
  draws = true;
  #wake: (() => void)[] = [];

  clear(): void {}

  believe(): void {}

  write(output: Uint8Array, drawn: () => void): void {
    this.text = (this.text + Buffer.from(output).toString('latin1')).slice(-2_000_000);
    if (this.draws) setImmediate(drawn);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }
}

/** The network between page and agent: can be cut, at once or after so many bytes more of input. */
class Line {
  readonly #server = createServer((socket) => this.#join(socket));
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  #bytesLeft = Number.POSITIVE_INFINITY;
  cuts = 0;

  constructor(target: number) {
    this.#target = target;
  }

  static async to(url: string): Promise<Line> {
    const line = new Line(Number(new URL(url).port));
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  url(path: string): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${path}`;
  }

  cut(): void {
    this.cuts += 1;
    this.#bytesLeft = Number.POSITIVE_INFINITY;
    for (const socket of this.#sockets) socket.destroy();
  }

  cutAfter(inputBytes: number): void {
    if (inputBytes === 0) this.cut();
    else this.#bytesLeft = inputBytes;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(socket: Socket): void {
    const agent = connect(this.#target, '127.0.0.1');
    for (const side of [socket, agent]) {
      this.#sockets.add(side);
      side.on('error', () => side.destroy());
      side.on('close', () => {
        this.#sockets.delete(side);
        socket.destroy();
        agent.destroy();
      });
    }
    agent.pipe(socket);
    socket.on('data', (data) => {
      if (data.length < this.#bytesLeft) {
        this.#bytesLeft -= data.length;
        agent.write(data);
      } else {
        agent.write(data.subarray(0, this.#bytesLeft), () => this.cut()); // in the middle of a frame
      }
    });
  }
}
