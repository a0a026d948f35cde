import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import type { Language } from '#components/i18n/language.ts';
import { DESKTOP, PHONE } from '../harness/browser.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/screenshots');

/** With ATELIER_SCREENSHOT=1: the screen in both sizes and themes, into .cache/screenshots, for people to look at. */
export async function keepPictures({ screen, language, page }: { screen: string; language: Language; page: Page }): Promise<void> {
  if (process.env['ATELIER_SCREENSHOT'] !== '1') return;
  await mkdir(FOLDER, { recursive: true });
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(FOLDER, `${screen}-${size}-${colorScheme}-${language}.png`) });
    }
  }
  await page.setViewportSize(DESKTOP);
}
