import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';

import { COMFORT_COOKIE, LOOK_COOKIE, parseComfort, parseLook } from '../components/ui/look.ts';
import './globals.css';
import { EVERYWHERE, messagesFor } from './messages.ts';
import { requestLinks } from './navigation.ts';
import { Providers } from './providers.tsx';
import { requestLanguage } from './request-language.ts';
import { requestMember, requestRole } from './request-role.ts';

/** Written for each request: it carries the request's nonce, language and look, the links and texts of a role, whose page it is, and never anybody's data. */
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'Atelier', template: '%s · Atelier' },
  applicationName: 'Atelier',
  manifest: '/manifest.webmanifest',
  icons: { icon: [{ url: '/icon.svg', type: 'image/svg+xml' }, { url: '/icon-192.png', sizes: '192x192', type: 'image/png' }], apple: '/apple-touch-icon.png' },
  robots: { index: false, follow: false },
  referrer: 'same-origin',
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#121110' },
    { media: '(prefers-color-scheme: light)', color: '#eceae6' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [language, role, member, links, jar] = await Promise.all([requestLanguage(), requestRole(), requestMember(), requestLinks(), cookies()]);
  const messages = messagesFor({ language, role, of: EVERYWHERE });
  const { contrast, motion } = parseComfort(jar.get(COMFORT_COOKIE)?.value);
  return (
    <html lang={language} data-member={member ?? undefined} data-theme={parseLook(jar.get(LOOK_COOKIE)?.value) ?? undefined} data-contrast={contrast ?? undefined} data-motion={motion ?? undefined} suppressHydrationWarning>
      <body>
        <noscript>
          <p className="notice tone-warning">{messages.pages.noScript}</p>
        </noscript>
        <Providers language={language} messages={messages} links={links}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
