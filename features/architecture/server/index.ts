import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Architecture } from '#server/architecture/create-architecture.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Asking } from '#server/projects/use-case.ts';

import { architectureContract } from '../contract.ts';

/** Everything at once, what one member sees of it, and the proof. Each procedure only hands on to one use case. */
export function createArchitectureFeature({ architecture }: { architecture: Architecture }): ServerFeature {
  const api = implement(architectureContract).$context<ApiContext>();
  const router = api.router({
    watch: api.watch.handler(async function* ({ signal }) {
      yield* architecture.watch(signal);
    }),
    viewAs: api.viewAs.handler(async function* ({ context, input, signal }) {
      yield* architecture.viewAs.watch(asking(context), input.memberId, signal);
    }),
    prove: api.prove.handler(async function* ({ context, input, signal }) {
      yield* architecture.prover.prove(asking(context), input.workspaceId, signal);
    }),
  });
  return { name: 'architecture', router };
}

function asking(context: ApiContext): Asking {
  return { actor: actorOf(context), caller: context.caller };
}
