'use client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { fromWireError } from '../../shared/procedures.ts';
import { loginAddress } from './login-address.ts';

const MAX_RETRIES = 2;

/** Holds what the pages know of the server. Whoever is no longer signed in is led to the sign-in, and back afterwards. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { retry: (failures, error) => failures < MAX_RETRIES && mayPass(error), throwOnError: false },
      mutations: { retry: false },
    },
  });
}

function leaveWhenSignedOut(error: unknown): void {
  if (fromWireError(error).code !== 'not_signed_in') return;
  const target = loginAddress(location);
  if (target !== null) location.assign(target);
}

/** Worth another try without being asked: what broke on the way, not what was refused. */
function mayPass(error: unknown): boolean {
  const { code } = fromWireError(error);
  return code === 'internal' || code === 'unavailable' || code === 'upstream_failed' || code === 'timeout';
}
