import { spawn } from '@lydell/node-pty';
import { readlinkSync, writeFileSync, writeSync } from 'node:fs';

import { MEMBER_OOM_SCORE } from '../../../shared/agent-protocol.ts';
import type { TerminalSize } from '../contract.ts';

export type PtyOptions = {
  readonly shell: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly size: TerminalSize;
};

export type PtyEvents = {
  onOutput(bytes: Buffer): void;
  /** Last event; `exitCode` is 128 + the signal's number when a signal ended the program. */
  onExit(exitCode: number): void;
  /** Bytes of `write` that the kernel took; called after each time it took some. */
  onWritten(bytes: number): void;
};

/** node-pty's terminal as it is (its types know strings only, and hide the descriptor). */
type RawPty = {
  readonly pid: number;
  readonly process: string;
  readonly fd: number;
  readonly _socket: { readonly destroyed: boolean };
  onData(listener: (bytes: Buffer) => void): void;
  onExit(listener: (event: { exitCode: number; signal?: number }) => void): void;
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(signal: string): void;
};

/** One write: what a pty's line discipline holds at most. */
const WRITE_BYTES = 4096;
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 32;
/** While paused, look this often whether the program is gone: node-pty closes 200 ms after that, read or not. */
const PAUSED_LOOK_MS = 50;

/**
 * A program on a pseudo-terminal; the only place that knows node-pty. Bytes in, bytes out.
 *
 * Input goes to the descriptor with non-blocking writes of our own: libuv treats the master side of a
 * pty as blocking and would spin, with the whole agent, for as long as the program does not read.
 */
export class Pty {
  readonly #raw: RawPty;
  readonly #events: PtyEvents;
  readonly #input: Buffer[] = [];
  #queuedBytes = 0;
  #retryMs = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | null = null;
  #pausedLook: NodeJS.Timeout | null = null;
  #exited = false;

  /** Starts the program. @throws when the folder or the shell cannot be used. The owner calls `kill`. */
  constructor(options: PtyOptions, events: PtyEvents) {
    this.#events = events;
    this.#raw = asRawPty(
      spawn(options.shell, [...options.args], { ...options.size, cwd: options.cwd, env: { ...options.env }, name: 'xterm-256color', encoding: null }),
    );
    raiseOomScore(this.#raw.pid);
    this.#raw.onData((bytes) => events.onOutput(bytes));
    this.#raw.onExit(({ exitCode, signal }) => {
      this.#exited = true;
      this.#stopTimers();
      events.onExit(signal === undefined || signal === 0 ? exitCode : 128 + signal);
    });
  }

  get pid(): number {
    return this.#raw.pid;
  }

  /** Bytes of input that the kernel has not taken yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** The name of the program in the foreground, e.g. `vim`; the shell's own name at a prompt. */
  foregroundProgram(): string {
    if (!this.#isOpen()) return '';
    const name = this.#raw.process;
    return name.slice(name.lastIndexOf('/') + 1);
  }

  /** Where the program that was started here is now; null when that cannot be told. */
  folder(): string | null {
    if (this.#exited) return null;
    try {
      return readlinkSync(`/proc/${this.#raw.pid}/cwd`);
    } catch {
      return null; // it is ending, or belongs to somebody else by now
    }
  }

  write(bytes: Buffer): void {
    if (!this.#isOpen() || bytes.length === 0) return;
    this.#input.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#retry === null) this.#drain();
  }

  resize(size: TerminalSize): void {
    if (this.#isOpen()) this.#raw.resize(size.cols, size.rows);
  }

  /** Stops reading: the kernel's buffer fills up and the program waits. */
  pause(): void {
    if (!this.#isOpen() || this.#pausedLook !== null) return;
    this.#raw.pause();
    this.#pausedLook = setInterval(() => {
      if (!isAlive(this.#raw.pid)) this.resume(); // its last words must be read before node-pty closes
    }, PAUSED_LOOK_MS);
  }

  resume(): void {
    if (this.#pausedLook === null) return;
    clearInterval(this.#pausedLook);
    this.#pausedLook = null;
    if (this.#isOpen()) this.#raw.resume();
  }

  /** Hangs up, as closing a window does; what still runs a second later is killed with its whole group. */
  kill(): void {
    if (this.#exited) return;
    this.resume();
    this.#raw.kill('SIGHUP');
    const { pid } = this.#raw;
    setTimeout(() => {
      if (!this.#exited) signalGroup(pid, 'SIGKILL');
    }, 1000).unref();
  }

  #drain(): void {
    this.#retry = null;
    let written = 0;
    for (let next = this.#input[0]; next !== undefined && this.#isOpen(); next = this.#input[0]) {
      const taken = tryWrite(this.#raw.fd, next.subarray(0, WRITE_BYTES));
      if (taken === 0) {
        this.#retry = setTimeout(() => this.#drain(), this.#retryMs);
        this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
        break;
      }
      this.#retryMs = FIRST_RETRY_MS;
      written += taken;
      if (taken === next.length) this.#input.shift();
      else this.#input[0] = next.subarray(taken);
    }
    this.#queuedBytes -= written;
    if (written > 0) this.#events.onWritten(written);
  }

  /** After the socket was destroyed its descriptor's number may belong to somebody else. */
  #isOpen(): boolean {
    return !this.#exited && !this.#raw._socket.destroyed;
  }

  #stopTimers(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#pausedLook !== null) clearInterval(this.#pausedLook);
    this.#pausedLook = null;
    this.#input.length = 0;
    this.#queuedBytes = 0;
  }
}

function asRawPty(pty: object): RawPty {
  const raw = pty as RawPty;
  if (typeof raw.fd !== 'number' || typeof raw._socket.destroyed !== 'boolean') throw new Error('This version of node-pty is not known.');
  return raw;
}

/** @returns 0 when the kernel's buffer is full. */
function tryWrite(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if (isErrno(error, 'EAGAIN')) return 0;
    if (isErrno(error, 'EIO')) return bytes.length; // nobody has the other side open any more; the exit follows
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

/** When memory runs out, a program of the member goes before the agent. Raising needs no privilege. The shell's children inherit it. */
function raiseOomScore(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(MEMBER_OOM_SCORE));
  } catch (error) {
    if (!isErrno(error, 'ENOENT') && !isErrno(error, 'ESRCH')) throw error; // it has ended already
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
