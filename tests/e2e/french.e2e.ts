import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Page } from 'playwright-core';

import { CATALOGUES } from '#app/messages.ts';
import { keepPictures } from './pictures.ts';
import { Walk } from './screens.ts';
import { createStory } from './story.ts';

/** Whoever has a French browser finds no English sentence of the catalogue on any screen. */
let walk: Walk;
const chapter = createStory();

before(async () => {
  walk = await Walk.start('fr');
});

after(() => walk?.[Symbol.asyncDispose]());

/** Texts of the catalogue, whole; those with ICU arguments are left out, but for their first words. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.replaceAll(/<\/?\w+>/g, '')];
  return Object.values(value as object).flatMap(textsOf);
}

const FRENCH = new Set(textsOf(CATALOGUES.fr));
const ENGLISH = textsOf(CATALOGUES.en).filter((text) => !FRENCH.has(text));
const WHOLE = new Set(ENGLISH.filter((text) => !text.includes('{')));
const BEGINNINGS = ENGLISH.filter((text) => text.includes('{')).map((text) => text.slice(0, text.indexOf('{')).trim()).filter((beginning) => beginning.split(' ').length >= 3);

async function judge(screen: string, page: Page): Promise<void> {
  const shown = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription']) found.push(node.getAttribute(name) ?? '');
      } else if (!['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.parentElement?.tagName ?? '')) found.push(node.textContent ?? '');
    }
    return found.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
  });
  assert.ok(shown.length > 2, screen);
  assert.equal(await page.getAttribute('html', 'lang'), 'fr', screen);
  const english = shown.filter((text) => WHOLE.has(text) || BEGINNINGS.some((beginning) => text.startsWith(beginning)));
  assert.deepEqual([...new Set(english)], [], screen);
  await keepPictures({ screen, language: 'fr', page });
}

chapter('set-up, sign-in, the empty list and a wrong address are French', () => walk.pastTheDoor(judge));
chapter('workspaces, the dialogs to create and to delete, and the account are French', () => walk.pastThePages(judge));
chapter('projects, one of them, and an owner’s dialogs are French', () => walk.pastTheProjects(judge));
chapter('the workbench with a file, a terminal and a dialog is French', () => walk.pastTheWorkbench(judge));
