import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { AgentKernel } from '../../../agent/feature.ts';
import { BASH_START_FILE } from './bash-start-file.ts';

/** `BASH_START_FILE` as a file of the workspace's own, made when it is first needed, again when a member cleared it away. */
export class StartFile {
  readonly #log: AgentKernel['log'];
  #path: string | null = null;

  constructor(log: AgentKernel['log']) {
    this.#log = log;
  }

  /** null, and a word in the log, when there is no room for it: shells then start without. */
  path(): string | null {
    if (this.#path !== null && existsSync(this.#path)) return this.#path;
    try {
      const path = join(mkdtempSync(join(tmpdir(), 'atelier-shell-')), 'bash');
      writeFileSync(path, BASH_START_FILE, { mode: 0o600 });
      this.#path = path;
    } catch (error) {
      this.#path = null;
      this.#log.warn({ err: error }, 'Shells start without marks.');
    }
    return this.#path;
  }

  dispose(): void {
    if (this.#path !== null) rmSync(dirname(this.#path), { recursive: true, force: true });
    this.#path = null;
  }
}
