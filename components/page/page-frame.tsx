'use client';
import { LogOut, UserRound, WifiOff } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { Avatar } from '../ui/avatar.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { useReachable } from '../api/live.ts';
import { Mark } from './mark.tsx';
import { usePageLinks, type PageLink } from './navigation.tsx';

/** Who is signed in; null while that is not known yet. */
export type Person = { readonly id: string; readonly name: string } | null;

/** The frame of every page but the workbench: the bar with its pages and the account, and the page below. */
export function PageFrame(props: { readonly current: string; readonly person: Person; readonly onSignOut: () => void; readonly children: ReactNode }) {
  const t = useTranslations('frame');
  const common = useTranslations('common');
  const isReachable = useReachable();
  const links = usePageLinks();
  const bar = useBarAt(props.current);
  return (
    <div className="page">
      <a href="#content" className="btn primary fixed top-2 left-2 z-(--z-tooltip) not-focus:sr-only">
        {common('skipToContent')}
      </a>
      <header className="topbar">
        <Link className="brand mr-1 phone:mr-4" href="/workspaces" prefetch={false}>
          <Mark />
          <span className="max-phone:sr-only">{common('product')}</span>
        </Link>
        <nav ref={bar} className="main" aria-label={t('pages')}>
          {links.map((link) => (
            <BarLink key={link.key} link={link} isCurrent={link.key === props.current} />
          ))}
        </nav>
        <span className="flex-1" />
        <AccountMenu person={props.person} onSignOut={props.onSignOut} />
      </header>
      {!isReachable && (
        <Notice icon={WifiOff} isLive className="justify-center">
          {t('offline')}
        </Notice>
      )}
      <main id="content" tabIndex={-1} className="outline-none no-ring">
        {props.children}
      </main>
    </div>
  );
}

/** Where the bar is narrower than its pages, the one that is shown is in the middle of it. */
function useBarAt(current: string): React.RefObject<HTMLElement | null> {
  const bar = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const place = bar.current?.getBoundingClientRect();
    const link = bar.current?.querySelector('[aria-current]')?.getBoundingClientRect();
    if (place && link) bar.current?.scrollBy({ left: link.left + link.width / 2 - (place.left + place.width / 2), behavior: 'instant' });
  }, [current]);
  return bar;
}

/** Its page is fetched when somebody is about to go there: all of them with every page would be most of what the server does for it. */
function BarLink({ link: { href, label }, isCurrent }: { readonly link: PageLink; readonly isCurrent: boolean }) {
  const router = useRouter();
  return (
    <Link href={href} prefetch={false} onPointerEnter={() => router.prefetch(href)} onFocus={() => router.prefetch(href)} aria-current={isCurrent ? 'page' : undefined}>
      {label}
    </Link>
  );
}

/** The account and the way out; also in the workbench's bar. */
export function AccountMenu({ person, onSignOut }: { readonly person: Person; readonly onSignOut: () => void }) {
  const t = useTranslations('frame');
  if (person === null) return <span className="size-7" />;
  return (
    <MenuTrigger>
      <AriaButton className="btn quiet px-1!" aria-label={t('account', { name: person.name })}>
        <Avatar name={person.name} colourKey={person.id} />
      </AriaButton>
      <Menu>
        <MenuItem icon={UserRound} href="/account">
          {t('accountPage')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={LogOut} onAction={onSignOut}>
          {t('signOut')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
