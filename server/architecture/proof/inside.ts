import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { AGENT_BUNDLE_FOLDER } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MIB, SECOND_MS } from '../../../shared/units.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { Subject } from './subject.ts';

const PROGRAM = readFileSync(new URL('inside.cjs', import.meta.url), 'utf8');
const TIMEOUT_MS = 120 * SECOND_MS;
const MAX_OUTPUT_BYTES = 16 * MIB;
/** Not the member's: what this uid is told, no program of theirs can read. */
const NOBODY = 65_534;

const Answer = z.enum(['open', 'refused']).nullable();

/** What `inside.cjs` prints for each kind of work. It ran in a member's container: only these shapes are believed. */
const RESULTS = {
  files: z.object({ mounts: z.array(z.object({ root: z.string(), target: z.string(), isReadOnly: z.boolean(), type: z.string() })), folders: z.array(z.string()) }),
  writes: z.array(z.string()),
  search: z.object({ found: z.array(z.object({ path: z.string(), hash: z.string() })), looked: z.number(), isWhole: z.boolean() }),
  door: z.array(z.object({ status: z.number(), body: z.string() })),
  network: z.object({ tried: z.array(z.object({ label: z.string(), address: z.string(), port: z.number(), answer: Answer })), there: z.array(z.string()), ipv6: z.array(z.string()) }),
  resolving: z.object({ hosts: z.array(z.object({ name: z.string(), address: z.string() })), resolved: z.array(z.string()) }),
  ports: z.object({ listening: z.array(z.object({ address: z.string(), port: z.number(), uid: z.number() })), sockets: z.array(z.string()) }),
  environment: z.object({ pairs: z.array(z.string()), config: z.string() }),
} as const;

export type Work = keyof typeof RESULTS;

/** One look from inside one container. `as: 'nobody'` for what names something hidden. */
export class Inside {
  readonly #runtime: Pick<Runtime, 'probe'>;
  readonly #subject: Subject;
  readonly #signal: AbortSignal | undefined;

  constructor(runtime: Pick<Runtime, 'probe'>, subject: Subject, signal: AbortSignal | undefined) {
    this.#runtime = runtime;
    this.#subject = subject;
    this.#signal = signal;
  }

  /** @throws AtelierError not_running, timeout, upstream_failed: it could not be tried or said something else */
  async look<Name extends Work>(work: Name, job: Readonly<Record<string, unknown>>, as: 'member' | 'nobody'): Promise<z.infer<(typeof RESULTS)[Name]>> {
    const { id, uid } = this.#subject.workspace;
    const { exitCode, output, truncated } = await this.#runtime.probe(id, {
      uid: as === 'member' ? uid : NOBODY,
      // Node of the agent's own bundle: read-only, and there whatever the image is.
      command: [`${AGENT_BUNDLE_FOLDER}/node`, '-e', PROGRAM],
      input: JSON.stringify({ ...job, work }),
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(this.#signal !== undefined && { signal: this.#signal }),
    });
    if (exitCode !== 0 || truncated) throw new AtelierError('upstream_failed', { part: 'probe', reason: truncated ? 'too much output' : output.slice(-300) });
    const parsed = RESULTS[work].safeParse(jsonOf(output));
    if (!parsed.success) throw new AtelierError('upstream_failed', { part: 'probe', reason: 'another answer than its own' });
    return parsed.data as z.infer<(typeof RESULTS)[Name]>;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
