import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { procedure } from '../../shared/procedures.ts';

/** How often the agent looks at /proc/net/tcp{,6}: a new listener shows within a second. */
export const PORT_POLL_MS = 500;

export const ListeningPort = z.object({
  port: z.number().int(),
  /** The program that listens, '' when it cannot be told. */
  program: z.string(),
  /** false: bound to another address than loopback or any (cannot be previewed). */
  reachable: z.boolean(),
});
export type ListeningPort = z.infer<typeof ListeningPort>;

export const portsContract = {
  list: procedure.output(z.array(ListeningPort)),
  watch: procedure.output(eventIterator(z.array(ListeningPort))),
};
