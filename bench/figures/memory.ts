import type { BenchContext } from '../context.ts';
import type { Figure } from '../figure.ts';
import { sourceText } from '../fixtures.ts';
import { memoryOf } from '../memory.ts';
import { openFile, openIde } from '../ide.ts';
import { HOME, type BenchWorkspace } from '../workspace.ts';

const MB = 1e6;

export const memory: Figure = {
  name: 'memory',
  about: "the server's memory after a sign-in, and what one more open workspace adds to it and in its container (PSS)",
  async measure(context) {
    // Pages have been served (the sign-in, the list), no workspace is open in one.
    await Promise.all([context.workspace(), context.browser()]);
    const { pid } = await context.server();
    const idleBytes = await memoryOf(pid);
    const first = await openSession(context, await context.workspace());
    const second = await context.anotherWorkspace('one-more');
    const beforeBytes = await memoryOf(pid);
    const close = await openSession(context, second);
    const addedBytes = (await memoryOf(pid)) - beforeBytes + (await memoryOf(await second.firstProcess()));
    await Promise.all([close(), first()]);
    return [
      { what: "server's memory, idle", unit: 'MB', value: idleBytes / MB, of: 'PSS', limit: null, goal: { atMost: 120 } },
      { what: 'one more open session: server + container', unit: 'MB', value: addedBytes / MB, of: 'PSS', limit: null, goal: { atMost: 60 } },
    ];
  },
};

/** Tree, a prompt and a file, as somebody at work has. */
async function openSession(context: BenchContext, workspace: BenchWorkspace): Promise<() => Promise<void>> {
  await workspace.put(`${HOME}/source.ts`, sourceText());
  const page = await openIde(context, workspace);
  await openFile(page, 'source.ts', 'first line of the file');
  return () => page.close();
}
