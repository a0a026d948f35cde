import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { createEngine, engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';
import { workspaceName } from '#server/runtimes/docker/names.ts';
import { WorkspaceId } from '#shared/ids.ts';
import type { Traces } from './traces.ts';

const engine = createEngine({ socket: engineSocketFromEnvironment(process.env) });

export type Scan = {
  readonly hits: readonly (readonly [name: string, where: string, around: string])[];
  readonly read: { readonly bytes: number; readonly files: number; readonly objects: number; readonly processes: number; readonly repositories: number };
  /** Where things are mounted. */
  readonly mounts: readonly string[];
};

/** Runs a program as a workspace's own user, past its terminal, so that what is asked is not in what its page is sent. */
export async function inWorkspace(workspaceId: string, command: readonly string[], options: { env?: string[] } = {}): Promise<{ exitCode: number | null; output: string }> {
  const container = engine.getContainer(workspaceName(WorkspaceId.parse(workspaceId)));
  const started = await container.exec({ Cmd: [...command], WorkingDir: '/home/ws', AttachStdout: true, AttachStderr: true, Env: options.env ?? [] });
  const stream = await started.start({ hijack: true, stdin: false });
  const printed = new PassThrough();
  container.modem.demuxStream(stream, printed, printed);
  stream.once('end', () => printed.end());
  const output = await text(printed);
  return { exitCode: (await started.inspect()).ExitCode, output };
}

/**
 * All that its user can read: every byte of what is mounted in a workspace's container, of what was written to its root since it was made, of
 * git's objects there, and of its processes: environment, arguments, memory.
 */
export async function scanWorkspace(workspaceId: string, traces: Traces): Promise<Scan> {
  const script = await readFile(join(import.meta.dirname, 'scan.py'), 'utf8');
  const forms = Object.fromEntries([...traces].map(([name, all]) => [name, all.map((form) => form.toString('hex'))]));
  const { exitCode, output } = await inWorkspace(workspaceId, ['python3', '-c', script], { env: [`TRACES=${JSON.stringify(forms)}`] });
  if (exitCode !== 0) throw new Error(`the scan ended with ${exitCode}: ${output}`);
  return JSON.parse(output) as Scan;
}
