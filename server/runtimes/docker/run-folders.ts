import { mkdirSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { AGENT_CONFIG, AGENT_SOCKET } from '../../../shared/agent-protocol.ts';
import type { AgentConfig } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { writeReplaced } from './host-files.ts';

/** `sun_path` of Linux has 108 bytes, the last of them a NUL. */
export const MAX_SOCKET_PATH_BYTES = 107;

const LONGEST_ID = 'w000000000000';

/** `<data>/run/<workspace>`: the channel's socket and the agent's config, mounted read-only into that one container. */
export type RunFolders = {
  /** Exists after the call, empty at first; only this machine's root and the server get past its parent. */
  folder(workspaceId: WorkspaceId): string;
  /** Readable by the workspace's uid alone where the server may give files away. Replaced, never edited. */
  writeConfig(config: AgentConfig, uid: number): Promise<void>;
  remove(workspaceId: WorkspaceId): Promise<void>;
};

/** @throws AtelierError invalid_input when the data folder's path is too long for a Unix socket in it */
export function createRunFolders(deps: { dataFolder: string }): RunFolders {
  const root = join(deps.dataFolder, 'run');
  const pathBytes = Buffer.byteLength(join(root, LONGEST_ID, AGENT_SOCKET));
  if (pathBytes > MAX_SOCKET_PATH_BYTES) {
    const maxFolderBytes = MAX_SOCKET_PATH_BYTES - (pathBytes - Buffer.byteLength(deps.dataFolder));
    throw new AtelierError('invalid_input', { part: 'data_folder', folder: deps.dataFolder, maxFolderBytes });
  }

  return {
    folder(workspaceId) {
      mkdirSync(root, { recursive: true, mode: 0o700 });
      const folder = join(root, workspaceId);
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      return folder;
    },
    async writeConfig(config, uid) {
      // Closed to other people of the machine; a bind mount does not pass through the parent.
      await mkdir(root, { recursive: true });
      await chmod(root, 0o700);
      const folder = join(root, config.workspaceId);
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
      const isRoot = process.getuid?.() === 0;
      await writeReplaced(join(folder, AGENT_CONFIG), { text: JSON.stringify(config), mode: isRoot ? 0o400 : 0o444, uid });
    },
    async remove(workspaceId) {
      await rm(join(root, workspaceId), { recursive: true, force: true });
    },
  };
}
