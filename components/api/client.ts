import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { createORPCClient } from '@orpc/client';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';

/** The control plane as a contract promises it. Errors are turned into ours by `fromWireError`. */
export type ApiClient<Contract extends AnyContractRouter> = JsonifiedClient<ContractRouterClient<Contract>>;

export type Api<Contract extends AnyContractRouter> = {
  /** `await api.client.members.account.me()` */
  readonly client: ApiClient<Contract>;
  /** `useQuery(api.query.members.account.me.queryOptions())`: the same key in every feature, hence one request. */
  readonly query: RouterUtils<ApiClient<Contract>>;
};

/**
 * A typed client of `/api`, made by each feature from the contracts it uses, keyed as the server keys them:
 * `createApi({ members: membersContract })`. It holds no state; cookies of this origin go with every call.
 */
export function createApi<const Contract extends AnyContractRouter>(contract: Contract): Api<Contract> {
  const link = new OpenAPILink(contract, {
    url: () => `${location.origin}/api`,
    fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin', cache: 'no-store' }),
  });
  const client = createORPCClient<ApiClient<Contract>>(link);
  return { client, query: createTanstackQueryUtils(client) };
}
