import { createHash } from 'node:crypto';

import { WorkspaceId } from '../../../shared/ids.ts';

/** Labels on everything that the adapter makes in the engine. */
export const LABEL = {
  /** Which Atelier (data folder) it belongs to: several may share an engine. */
  instance: 'atelier.instance',
  workspace: 'atelier.workspace',
  plan: 'atelier.plan',
  agent: 'atelier.agent',
  /** A volume's own id: another of the same name is another volume. */
  volume: 'atelier.volume',
  /** Of an image: a hash of what it was made from, and the folder and packages that it is a version of. */
  imageContent: 'atelier.image.content',
  imageSource: 'atelier.image.source',
  /** A helper that ends by itself: `one-off` or `probe`. */
  helper: 'atelier.helper',
} as const;

/** Every bridge of a workspace starts with it; the firewall's rules are written for the prefix. */
export const BRIDGE_PREFIX = 'wsbr';

/** Linux allows 15 characters for an interface; forty bits of hash keep bridges apart. */
export function bridgeName(networkName: string): string {
  return `${BRIDGE_PREFIX}${digest(networkName, 10)}`;
}

export function workspaceName(workspaceId: WorkspaceId): string {
  return `atelier-${workspaceId}`;
}

/** The same data folder is the same instance, whatever the process. */
export function instanceOf(dataFolder: string): string {
  return digest(dataFolder, 12);
}

/** What a label says, if it is an id at all: labels can be set by whoever reaches the engine. */
export function workspaceOf(labels: Readonly<Record<string, string>> | undefined): WorkspaceId | null {
  const parsed = WorkspaceId.safeParse(labels?.[LABEL.workspace]);
  return parsed.success ? parsed.data : null;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
