import type { Access } from '../../shared/procedures.ts';

/** What Next makes from files in app/ and a browser asks for unasked, before anyone has signed in. */
const PUBLIC_FILES = ['/favicon.ico', '/icon.svg', '/apple-icon.png', '/manifest.webmanifest', '/robots.txt'];
const PUBLIC_PAGES = ['/login', '/setup', ...PUBLIC_FILES];
/** Whoever holds the link is the one it was made for; what it leads to is asked for with the link itself. */
const LINK_PAGES = /^\/(invite|reset)\/[A-Za-z0-9_-]{1,100}$/;
/** Pages, with all that is below them, that do not exist for anyone but an owner. */
export const OWNER_PAGES: readonly string[] = ['/architecture', '/audit', '/import', '/status', '/team'];

/** Who may have a page; what is not listed is for whoever is signed in. */
export function pageAccess(path: string): Access {
  if (PUBLIC_PAGES.includes(path) || LINK_PAGES.test(path)) return 'public';
  // As Next will read it, which also knows a page by another ending.
  const read = decoded(path);
  return OWNER_PAGES.some((page) => read === page || read.startsWith(`${page}/`) || read.startsWith(`${page}.`)) ? 'owner' : 'member';
}

/** A path as it may be written down: a link's token is its holder's alone. */
export function pathForRecords(path: string): string {
  return path.replace(/^\/(invite|reset)\/.*$/s, '/$1/…');
}

/** The project that a page's address names; null for every other page. */
export function projectNamed(path: string): string | null {
  return /^\/projects\/([^/]+)/.exec(decoded(path))?.[1] ?? null;
}

/** Reviews of proposals. */
export const REVIEWS_PAGE = '/proposals';

/** Whether an address is that of the reviews, which are there for whoever has something to review. */
export function isReviews(path: string): boolean {
  return /^\/proposals(?:[/.]|$)/.test(decoded(path));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not UTF-8: no page of ours.
    return path;
  }
}
