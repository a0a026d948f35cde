import { spawn, type ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { AtelierError } from '../../shared/errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import { CgiAnswer } from './cgi-answer.ts';
import { gitEnvironment } from './git-environment.ts';
import { PushCommands } from './push-commands.ts';
import { createWidePipe, type WidePipe } from './wide-pipe.ts';

export type BackendTimes = {
  /** Neither side sent a byte for so long. Git itself sends something every five seconds. */
  readonly idleMs: number;
  readonly wholeMs: number;
  /** For a push that was let in to write its refs. */
  readonly finishMs: number;
  /** From asking a process to end to ending it. */
  readonly killMs: number;
};

export const BACKEND_TIMES: BackendTimes = { idleMs: 2 * MINUTE_MS, wholeMs: HOUR_MS, finishMs: MINUTE_MS, killMs: 5 * SECOND_MS };

const MAX_COMPLAINT_CHARACTERS = 2000;

export type BackendAbout = {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Two more pipes, for the hooks of a push. */
  readonly hooks: boolean;
  readonly times: BackendTimes;
  /** Gets what the process answers, as fast as its client takes it. */
  readonly response: ServerResponse;
};

/**
 * One `git http-backend` for one request, in a process group of its own. It is asked to end, and then ended, when
 * its client goes, when nothing moves, or when `stop` is called; unless `mustFinish` was called, for refs that are
 * being written are not interrupted. Always `await finished`.
 */
export class BackendProcess {
  readonly #child: ChildProcess;
  readonly #times: BackendTimes;
  readonly #timers = new Set<NodeJS.Timeout>();
  #complaint = '';
  readonly #answer: CgiAnswer;
  readonly #pipe: WidePipe;
  readonly #isPush: boolean;
  #mustFinish = false;
  #stopped = false;
  #over = false;
  #movedAtMs = performance.now();
  /** Resolves with the exit code once everything is over; -1 when it was ended. */
  readonly finished: Promise<number>;

  /** Starts it. Its answer goes to the response by itself. */
  static async start(about: BackendAbout): Promise<BackendProcess> {
    const answer = new CgiAnswer(about.response);
    // Awaited by `answer()`; a process that fails before is no unhandled failure.
    answer.begun.catch(() => undefined);
    let moved = (): void => undefined;
    const pipe = await createWidePipe((bytes, done) => {
      moved();
      answer.take(bytes, done);
    });
    const backend = new BackendProcess(about, { pipe, answer });
    moved = () => backend.#moved();
    return backend;
  }

  private constructor(about: BackendAbout, { pipe, answer }: { readonly pipe: WidePipe; readonly answer: CgiAnswer }) {
    this.#times = about.times;
    this.#isPush = about.hooks;
    this.#answer = answer;
    this.#pipe = pipe;
    const stdio = ['pipe', pipe.far, 'pipe', ...(about.hooks ? (['pipe', 'pipe'] as const) : [])] as const;
    this.#child = spawn(about.program, [], { env: gitEnvironment(about.env), stdio: [...stdio], detached: true });
    pipe.far.destroy();
    const ended = new Promise<void>((resolve) => pipe.near.once('close', () => resolve()));
    pipe.near.on('error', () => pipe.near.destroy());
    pipe.near.once('end', () => answer.end());
    const exited = new Promise<number>((resolve) => {
      this.#child.once('error', (error) => {
        this.#complaint += String(error);
        if (this.#child.pid === undefined) resolve(-1);
      });
      this.#child.once('close', (code) => resolve(code ?? -1));
    });
    this.finished = exited.then(async (code) => {
      await ended;
      return code;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#complaint = (this.#complaint + text).slice(-MAX_COMPLAINT_CHARACTERS)));
    this.#after(about.times.wholeMs, () => this.stop());
    this.#watchIdle();
    void this.finished.then(() => {
      this.#over = true;
      for (const timer of this.#timers) clearTimeout(timer);
    });
  }

  /** What git wrote beside its answer. For the log. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  /** What the hooks of this push say, and what they are told. */
  get hookPipes(): { readonly from: Readable; readonly to: Writable } {
    const [, , , from, to] = this.#child.stdio;
    if (from === undefined || from === null || !('setEncoding' in from) || to === undefined || to === null || !('end' in to)) throw new AtelierError('internal');
    return { from, to };
  }

  /** From here on it may finish what it does, for a bounded time, whatever becomes of its client. */
  mustFinish(): void {
    this.#mustFinish = true;
    this.#after(this.#times.finishMs, () => this.#end());
  }

  /** Gives it a request's body, unpacked. @throws AtelierError invalid_input: packed in another way than gzip */
  take(request: IncomingMessage): void {
    const stdin = this.#stdin();
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') throw new AtelierError('invalid_input');
    const source: Readable = encoding === 'identity' ? request : request.pipe(createGunzip());
    const commands = new PushCommands();
    source.on('data', (chunk: Buffer) => {
      this.#moved();
      if (this.#isPush && !commands.feed(chunk)) this.stop();
    });
    // Git says why it stopped reading; the client hears it only if the rest of its body is let through.
    stdin.on('error', () => {
      source.unpipe(stdin);
      source.resume();
    });
    source.on('error', () => stdin.destroy());
    request.on('close', () => {
      if (!request.complete) stdin.destroy();
    });
    source.pipe(stdin);
  }

  takeNothing(): void {
    const stdin = this.#stdin();
    stdin.on('error', () => stdin.destroy());
    stdin.end();
  }

  /** Resolves once its answer has begun. @throws AtelierError upstream_failed: it gave none; nothing was answered */
  async answer(): Promise<void> {
    await this.#answer.begun;
  }

  /** The client is gone. */
  leave(): void {
    // Read on: a process that cannot write its report would not run its last hook.
    this.#answer.leave();
    this.#pipe.near.resume();
    this.stop();
  }

  /** Ends it unless it must finish. */
  stop(): void {
    if (!this.#mustFinish) this.#end();
  }

  #stdin(): Writable {
    if (this.#child.stdin === null) throw new AtelierError('internal');
    return this.#child.stdin;
  }

  /**
   * A push first runs out of input: then git finds by itself that the rest is missing, and takes its quarantine
   * away, which it does not always when all its processes are ended at once.
   */
  #end(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#child.stdin?.destroy();
    if (!this.#isPush) this.#signal('SIGTERM');
    this.#after(this.#times.killMs, () => {
      this.#signal('SIGTERM');
      this.#after(this.#times.killMs, () => this.#signal('SIGKILL'));
    });
  }

  #signal(signal: NodeJS.Signals): void {
    // Once it is over its number may be another's.
    if (this.#child.pid === undefined || this.#over) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #moved(): void {
    this.#movedAtMs = performance.now();
  }

  #watchIdle(): void {
    const leftMs = this.#movedAtMs + this.#times.idleMs - performance.now();
    if (leftMs <= 0) this.stop();
    else this.#after(leftMs, () => this.#watchIdle());
  }

  #after(delayMs: number, act: () => void): void {
    if (this.#over) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }
}
