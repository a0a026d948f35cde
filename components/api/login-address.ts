const LOGIN = '/login';

/** Where to sign in and come back from; null where signing in is what the page is for. */
export function loginAddress({ pathname, search }: { readonly pathname: string; readonly search: string }): string | null {
  if (pathname === LOGIN || pathname === '/setup') return null;
  return `${LOGIN}?next=${encodeURIComponent(pathname + search)}`;
}
