import { headers } from 'next/headers';
import { cache } from 'react';

import { Role } from '../shared/actor.ts';
import { MemberId } from '../shared/ids.ts';
import { PAGE_MEMBER_HEADER, PAGE_REVIEWS_HEADER, PAGE_ROLE_HEADER } from '../shared/page-role.ts';

/** Whose page is being written, as the gateway says; null while nobody is signed in. */
export const requestRole = cache(async (): Promise<Role | null> => {
  const said = Role.safeParse((await headers()).get(PAGE_ROLE_HEADER));
  return said.success ? said.data : null;
});

/** Their id; null while nobody is signed in. */
export const requestMember = cache(async (): Promise<MemberId | null> => MemberId.safeParse((await headers()).get(PAGE_MEMBER_HEADER)).data ?? null);

/** Whether there is something that whoever's page it is may review. */
export const requestHasReviews = cache(async (): Promise<boolean> => (await headers()).get(PAGE_REVIEWS_HEADER) !== null);
