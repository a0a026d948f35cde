import { implement } from '@orpc/server';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { portsContract, type ListeningPort } from '../contract.ts';
import { connectPort } from './connect-port.ts';
import { PortScanner } from './port-scanner.ts';

/** The ports that programs of the workspace listen on, and the way to them for previews. */
export function createPortsFeature(kernel: AgentKernel): AgentFeature {
  const scanner = new PortScanner({ log: kernel.log });
  scanner.start();
  const contract = implement(portsContract)
    .$context<AgentContext>()
    .use(needs('ports'));

  return {
    name: 'ports',
    router: contract.router({
      list: contract.list.handler(async () => {
        await scanner.scan();
        return [...scanner.ports()];
      }),
      watch: contract.watch.handler(async function* ({ signal }) {
        await scanner.scan();
        yield* changes(scanner, signal);
      }),
    }),
    connect: connectPort(kernel),
    status: () => ({ ports: scanner.ports().map(({ port }) => port) }),
    close: async () => scanner.close(),
  };
}

/** The present list, then each new one; a reader that is slow gets the newest only. */
async function* changes(scanner: PortScanner, signal: AbortSignal | undefined): AsyncGenerator<ListeningPort[], void, undefined> {
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const stop = scanner.onChange(wake);
  signal?.addEventListener('abort', wake);
  try {
    while (signal?.aborted !== true) {
      news = Promise.withResolvers<void>();
      yield [...scanner.ports()];
      await news.promise;
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', wake);
  }
}
