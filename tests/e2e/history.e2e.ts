import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace, Inside } from './ide.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** Back in time: the timeline of a file. */
const ROOT = '/workspace/shop/web';
let server: RunningServer;
let api: SignedIn;
let owner: Person;
let page: Page;
let inside: Inside;
let close: (() => Promise<void>) | null = null;
const chapter = createStory();

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  api = await signInOverHttp(server.url, OWNER);
  const { id: projectId } = await api.api.projects.create({ slug: 'shop' });
  await api.api.projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: null });
  const workspaceId = await createWorkspace(api, 'lab');
  inside = new Inside(workspaceId, api);
  await inside.run(STORY);
  const browser = await openBrowser();
  close = () => browser.close();
  owner = await Person.at(browser, server);
  page = owner.page;
  await owner.goTo('/login');
  await owner.signIn();
  await owner.openWorkspace('lab');
  // What speaks with the server has the workspace's key in its environment, as terminals do.
  await owner.runInTerminal(`git -C ${ROOT} push -q origin main`);
});

after(async () => {
  await close?.();
  await removeWorkspaces(server, OWNER).catch(() => undefined);
  await server?.stop();
});

/** A little history of three people, with two branches, a merge and a tag. */
const STORY = `
set -e
cd ${ROOT}
export GIT_COMMITTER_NAME=Paul GIT_COMMITTER_EMAIL=paul@example.com GIT_AUTHOR_NAME=Paul GIT_AUTHOR_EMAIL=paul@example.com
git switch -q -c main 2>/dev/null || true
say() { GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" git commit -q -m "$3"; }
printf 'def total(lines):\\n    return sum(lines)\\n' > quotes.py; mkdir -p app; echo 1 > app/models.py; git add .; say 'Paul Dubois' paul@example.com 'First version of quotes'
echo '# numbered by year' >> quotes.py; git add .; say 'Tom Verhoeven' tom@example.com 'Quotes are numbered by year'
git switch -q -c late-fees
echo fees > app/fees.py; git add .; say 'Marie Lenoir' marie@example.com 'Late fees stop after a year'
git switch -q main
echo '# words' >> app/models.py; git add .; say 'Marie Lenoir' marie@example.com 'Wording of the error messages'
git merge -q --no-ff -m 'Merge late-fees' late-fees
git tag release-57
git switch -q -c vat-rounding
echo '# rounded' >> quotes.py; git add .; say 'Paul Dubois' paul@example.com 'A place where sums are rounded'
git switch -q main
`;

async function isAccessible(part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join()}`), []);
}

const timeline = (): Locator => page.getByRole('list', { name: 'Timeline' });

chapter('a file’s timeline has its commits and its saves, and shows what one changed', async () => {
  await owner.openFile('shop/web', 'quotes.py');
  await owner.editorShows('numbered by year');
  await page.getByRole('button', { name: /^Timeline/ }).click();
  await timeline().getByRole('button', { name: /^First version of quotes/ }).waitFor();
  await owner.replaceText('everything else\n');
  await owner.save();
  await timeline().getByRole('button', { name: /^Saved/ }).waitFor();
  await timeline().getByRole('button', { name: /^Quotes are numbered by year/ }).click();
  await page.getByRole('tab', { name: /quotes\.py/ }).nth(1).waitFor();
  await isAccessible('.timeline');
  await keepPictures({ screen: 'timeline', language: 'en', page });
});
