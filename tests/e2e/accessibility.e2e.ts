import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

import { keepPictures } from './pictures.ts';
import { Walk } from './screens.ts';
import { createStory } from './story.ts';

/** axe finds nothing serious or critical on any screen, in dark and in light. */
let walk: Walk;
const chapter = createStory();
const THEMES = ['dark', 'light'] as const;

before(async () => {
  walk = await Walk.start('en');
});

after(() => walk?.[Symbol.asyncDispose]());

async function judge(screen: string, page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    // Without motion there is no moment at which a colour is on its way to another.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`));
    assert.deepEqual(told, [], `${screen}, ${colorScheme}`);
  }
  await keepPictures({ screen, language: 'en', page });
}

chapter('set-up, sign-in, the empty list and a wrong address', () => walk.pastTheDoor(judge));
chapter('workspaces with the dialogs to create and to delete, and the account', () => walk.pastThePages(judge));
chapter('projects, one of them, and an owner’s dialogs', () => walk.pastTheProjects(judge));
chapter('the workbench with a file and a terminal, and with a dialog', () => walk.pastTheWorkbench(judge));
