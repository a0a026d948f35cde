import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AGENT_BUNDLE_FOLDER, AGENT_CONFIG, AGENT_FOLDER, AGENT_SOCKET, AgentConfig, SERVER_SOCKET } from '../shared/agent-protocol.ts';

export type AgentPlace = { readonly config: AgentConfig; readonly socketPath: string; readonly serverSocketPath: string; readonly version: string };

/**
 * Where the agent runs and what it was told: the server's config, the paths of the server's sockets, the
 * version of the bundle. `ATELIER_AGENT_FOLDER` and `ATELIER_AGENT_BUNDLE` stand for other folders in tests.
 * @throws when the config is missing or malformed: without it there is nothing to serve.
 */
export function readPlace(env: NodeJS.ProcessEnv): AgentPlace {
  const folder = env['ATELIER_AGENT_FOLDER'] ?? AGENT_FOLDER;
  const bundleFolder = env['ATELIER_AGENT_BUNDLE'] ?? AGENT_BUNDLE_FOLDER;
  return {
    config: AgentConfig.parse(JSON.parse(readFileSync(join(folder, AGENT_CONFIG), 'utf8'))),
    socketPath: join(folder, AGENT_SOCKET),
    serverSocketPath: join(folder, SERVER_SOCKET),
    version: readFileSync(join(bundleFolder, 'VERSION'), 'utf8').trim(),
  };
}
