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
