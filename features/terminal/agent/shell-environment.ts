import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { AgentConfig } from '../../../shared/agent-protocol.ts';

/** What Node and the agent's own start need and a member's programs must not inherit. */
const AGENT_ONLY = /^(ATELIER_|NODE_OPTIONS$|NODE_CHANNEL_|NODE_UNIQUE_ID$|TMUX|STY$|WINDOW(ID)?$|TERMCAP$|COLUMNS$|LINES$)/;

/**
 * The environment of a terminal: the image's own variables, then the workspace's (`config.env`), then
 * what the terminal is. No variable that holds the agent's secret gets through, whatever its name.
 */
export function shellEnvironment(config: AgentConfig, inherited: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...inherited, ...config.env })) {
    if (value === undefined || AGENT_ONLY.test(name) || value.includes(config.secret)) continue;
    env[name] = value;
  }
  env['LANG'] ??= 'C.UTF-8';
  return { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'atelier' };
}

const PROFILES = ['.bash_profile', '.bash_login', '.profile'];

/**
 * A login shell, so that `~/.profile` counts; an ordinary one in a home that has a `~/.bashrc` alone, which a
 * login shell would not read. `/bin/sh` in an image without bash.
 */
export function shellFor(home: string | undefined): { readonly shell: string; readonly args: readonly string[] } {
  if (!existsSync('/bin/bash')) return { shell: '/bin/sh', args: ['-l'] };
  const has = (name: string): boolean => home !== undefined && existsSync(join(home, name));
  return { shell: '/bin/bash', args: has('.bashrc') && !PROFILES.some(has) ? [] : ['-l'] };
}
