import { headers } from 'next/headers';
import { cache } from 'react';

import { Role } from '../shared/actor.ts';
import { PAGE_REVIEWS_HEADER, PAGE_ROLE_HEADER } from '../shared/page-role.ts';

/** Whose page is being written, as the gateway says; null while nobody is signed in. */
export const requestRole = cache(async (): Promise<Role | null> => {
  const said = Role.safeParse((await headers()).get(PAGE_ROLE_HEADER));
  return said.success ? said.data : null;
});

/** Whether there is something that whoever's page it is may review. */
export const requestHasReviews = cache(async (): Promise<boolean> => (await headers()).get(PAGE_REVIEWS_HEADER) !== null);
