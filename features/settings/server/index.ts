import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Storage } from '#server/storage/storage.ts';

import { settingsContract } from '../contract.ts';
import { MemberPreferences } from './preferences.ts';

/** A member's own settings and keys, as procedures. */
export function createSettingsFeature({ storage }: { storage: Pick<Storage, 'preferences'> }): ServerFeature {
  const api = implement(settingsContract).$context<ApiContext>();
  const preferences = new MemberPreferences(storage);
  const router = api.router({
    get: api.get.handler(({ context }) => preferences.get(actorOf(context))),
    watch: api.watch.handler(async function* ({ context, signal }) {
      yield* preferences.watch(actorOf(context), signal);
    }),
    save: api.save.handler(({ context, input }) => preferences.save(actorOf(context), input)),
  });
  return { name: 'settings', router };
}
