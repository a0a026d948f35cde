import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Chromium, or what ATELIER_CHROMIUM names, that does not hear of the interfaces of other tests' containers. */
const CHROMIUM = join(import.meta.dirname, 'chromium-alone.py');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/**
 * A person at a browser of their own: a new profile, closed and removed by `close()`.
 * `options` as in Playwright; English and dark unless they say otherwise; `flags` are Chromium's.
 */
export async function openBrowser({ flags = [], ...options }: BrowserContextOptions & { readonly flags?: readonly string[] } = {}): Promise<BrowserContext & AsyncDisposable> {
  const profile = await mkdtemp(join(tmpdir(), 'atelier-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...FLAGS, ...flags],
    viewport: DESKTOP,
    locale: 'en-GB',
    colorScheme: 'dark',
    ...options,
  });
  context.once('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 3 }));
  return context;
}
