'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { signIn, signInWithCode } from './sign-in.ts';

export type Credentials = { readonly email: string; readonly password: string; readonly code?: string };
/** Of whoever came back from a provider and has a second step. */
export type CodeAlone = { readonly code: string };

/** Signs in, makes sure that the browser kept it, and goes on by a full load: the page of before knew nobody. */
export function useEnter(next: string | null) {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn(given: Credentials | CodeAlone) {
      const target = 'email' in given ? await signIn({ ...given, next }) : await signInWithCode(given.code);
      const me = await api.client.members.account.me().catch((error: unknown) => {
        throw fromWireError(error).code === 'not_signed_in' ? new AtelierError('not_signed_in', { kept: false }) : error;
      });
      rememberLanguage(me.language);
      queries.clear();
      location.assign(target);
    },
  });
}
