import { existsSync } from 'node:fs';

import { run } from './run.ts';

/**
 * Removes what tests that were killed left: namespaces called `<prefix><pid>` with their programs, and this machine's
 * end of their veth pair, `<link><pid>`, with its routes. They would answer in place of a new one's, or stand in its way.
 * What another test that starts at this moment removes first is gone as well.
 */
export async function removeNamespacesOfTheDead({ prefix, link }: { readonly prefix: string; readonly link: string }): Promise<void> {
  for (const line of (await run(['ip', 'netns', 'list'])).split('\n')) {
    const [, name, pid] = new RegExp(`^(${prefix}(\\d+))`).exec(line) ?? [];
    if (name === undefined || existsSync(`/proc/${pid}`)) continue;
    const pids = await run(['ip', 'netns', 'pids', name]).catch(() => '');
    for (const left of pids.split('\n').filter((text) => text !== '')) await run(['kill', '-KILL', left]).catch(() => undefined);
    await run(['ip', 'netns', 'delete', name]).catch(() => undefined);
    await run(['ip', 'link', 'delete', `${link}${pid}`]).catch(() => undefined); // it goes with the namespace, sooner or later
  }
}
