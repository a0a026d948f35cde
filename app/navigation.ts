import type { Role } from '../shared/actor.ts';
import type { PageLink } from '../components/page/navigation.tsx';
import { requestTexts } from './request-language.ts';
import { requestHasReviews, requestRole } from './request-role.ts';

type Texts = Awaited<ReturnType<typeof requestTexts>>;
type Entry = { readonly key: string; readonly href: string; readonly label: (t: Texts) => string; readonly isOwners?: boolean; readonly isReviews?: boolean };

/**
 * The pages in the bar, in their order: one line a feature. An owner's are written into owners' pages alone
 * (their addresses are in `server/gateway/page-access.ts`, which answers 404 to others).
 */
const ENTRIES: readonly Entry[] = [
  { key: 'workspaces', href: '/workspaces', label: (t) => t('workspaces.page') },
  { key: 'projects', href: '/projects', label: (t) => t('projects.page') },
  { key: 'proposals', href: '/proposals', label: (t) => t('proposals.page'), isReviews: true },
  { key: 'architecture', href: '/architecture', label: (t) => t('architecture.page'), isOwners: true },
  { key: 'team', href: '/team', label: (t) => t('team.page'), isOwners: true },
  { key: 'audit', href: '/audit', label: (t) => t('audit.page'), isOwners: true },
];

/** The links of whoever asked for the page. */
export async function requestLinks(): Promise<readonly PageLink[]> {
  const [t, role, hasReviews] = await Promise.all([requestTexts(), requestRole(), requestHasReviews()]);
  return linksOf(role, hasReviews).map(({ key, href, label }) => ({ key, href, label: label(t) }));
}

function linksOf(role: Role | null, hasReviews: boolean): readonly Entry[] {
  return ENTRIES.filter(({ isOwners = false, isReviews = false }) => (!isOwners || role === 'owner') && (!isReviews || hasReviews));
}
