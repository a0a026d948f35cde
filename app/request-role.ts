import { headers } from 'next/headers';
import { cache } from 'react';

import { Role } from '../shared/actor.ts';
import { PAGE_ROLE_HEADER } from '../shared/page-role.ts';

/** Whose page is being written, as the gateway says; null while nobody is signed in. */
export const requestRole = cache(async (): Promise<Role | null> => {
  const said = Role.safeParse((await headers()).get(PAGE_ROLE_HEADER));
  return said.success ? said.data : null;
});
