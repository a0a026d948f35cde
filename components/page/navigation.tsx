'use client';
import { createContext, use, type ReactNode } from 'react';

export type PageLink = { readonly key: string; readonly href: string; readonly label: string };

const LinksContext = createContext<readonly PageLink[]>([]);

/** The pages that this person has, as the server wrote them: no other page's name or address is in the browser. */
export function NavigationProvider({ links, children }: { readonly links: readonly PageLink[]; readonly children: ReactNode }) {
  return <LinksContext value={links}>{children}</LinksContext>;
}

export function usePageLinks(): readonly PageLink[] {
  return use(LinksContext);
}
