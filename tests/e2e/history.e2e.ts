import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace, Inside } from './ide.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** Back in time, and to the server: the timeline of a file, the history of a module, branches, backups. */
const ROOT = '/workspace/shop/web';
let server: RunningServer;
let api: SignedIn;
let owner: Person;
let page: Page;
let inside: Inside;
let close: (() => Promise<void>) | null = null;
const chapter = createStory();
const git = async (command: string): Promise<string> => (await inside.run(`cd ${ROOT} && git -c user.name=Paul -c user.email=paul@example.com ${command}`)).trim();
const gitUntil = (what: string, command: string, expected: string): Promise<unknown> => until(what, async () => (await git(command)) === expected, 10_000);

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
const commits = (): Locator => page.getByRole('tree', { name: 'Commits' });

chapter('a file’s timeline has its commits and its saves, and brings a version back', async () => {
  await owner.openFile('shop/web', 'quotes.py');
  await owner.editorShows('numbered by year');
  await page.getByRole('button', { name: /^Timeline/ }).click();
  await timeline().getByRole('button', { name: /^First version of quotes/ }).waitFor();
  const before = await inside.text(`${ROOT}/quotes.py`);
  await owner.replaceText('everything else\n');
  await owner.save();
  await timeline().getByRole('button', { name: /^Saved/ }).waitFor();
  await timeline().getByRole('button', { name: /^Quotes are numbered by year/ }).click();
  await page.getByRole('tab', { name: /quotes\.py/ }).nth(1).waitFor();
  await isAccessible('.timeline');
  await keepPictures({ screen: 'timeline', language: 'en', page });
  await timeline().getByRole('button', { name: 'Restore', exact: true }).click();
  await until('the commit’s version is the file', async () => (await inside.text(`${ROOT}/quotes.py`)) === before, 10_000);
  assert.equal(await git('status --porcelain'), '');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('what was there is back', async () => (await inside.text(`${ROOT}/quotes.py`)) === 'everything else\n', 10_000);
  await timeline().getByRole('button', { name: /^Restored/ }).first().waitFor();
  await git('checkout -q quotes.py');
});

chapter('a folder is as it was at a moment of its timeline, and Undo brings it back', async () => {
  await owner.treeItem(/^app/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Timeline' }).click();
  await timeline().getByRole('listitem').filter({ hasText: 'First version of quotes' }).hover();
  await timeline().getByRole('button', { name: 'Restore the folder as it was: First version of quotes' }).click();
  await gitUntil('what came later is gone', 'status --porcelain', 'D app/fees.py\n M app/models.py');
  await keepPictures({ screen: 'timeline-folder', language: 'en', page });
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await gitUntil('it is there again', 'status --porcelain', '');
});

chapter('the history shows branches and tags, finds commits, and shows what one changed', async () => {
  await page.keyboard.press('F1');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.waitFor();
  await page.keyboard.type('Show the history');
  await palette.getByRole('option', { name: /Show the history/ }).first().click();
  await commits().getByRole('treeitem', { name: /Merge late-fees/ }).waitFor();
  assert.deepEqual((await commits().locator('.subject').allInnerTexts()).toSorted(), (await git('log --all --format=%s')).split('\n').toSorted());
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('quotes');
  await page.getByRole('status').filter({ hasText: /^2$/ }).waitFor();
  await page.getByRole('button', { name: 'Next match' }).click();
  const details = page.getByRole('complementary', { name: /^Commit / });
  await details.getByRole('heading', { name: 'Quotes are numbered by year' }).waitFor();
  await details.getByRole('list', { name: 'Files of this commit' }).getByRole('button', { name: /quotes\.py/ }).waitFor();
  await details.getByRole('button', { name: 'Cherry-pick' }).waitFor();
  await isAccessible('.history');
  await keepPictures({ screen: 'history', language: 'en', page });
  await commits().getByRole('treeitem', { name: /Merge late-fees/ }).click({ button: 'right' });
  await keepPictures({ screen: 'history-menu', language: 'en', page });
  await page.getByRole('menuitem', { name: /which is selected$/ }).click();
  const compared = page.getByRole('complementary', { name: /^Compare / });
  await compared.getByRole('list', { name: 'Files that differ' }).getByRole('button', { name: /fees\.py/ }).waitFor();
  await compared.getByText('3 commits more, none less').waitFor();
  await inside.run(`echo new > ${ROOT}/new.txt`);
  await page.getByRole('button', { name: '1 file with changes that are not committed' }).click();
  await compared.getByRole('list', { name: 'Files that differ' }).getByRole('button', { name: /new\.txt/ }).waitFor();
  await isAccessible('.history');
  await keepPictures({ screen: 'history-compare', language: 'en', page });
  await inside.run(`rm ${ROOT}/new.txt`);
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('');
});

chapter('what a terminal’s git does shows by itself, and a reset says what it costs and is taken back', async () => {
  await git("commit -q --allow-empty -m 'From a terminal'");
  await commits().getByRole('treeitem', { name: /From a terminal/ }).waitFor();
  await commits().getByRole('treeitem', { name: /First version of quotes/ }).click();
  const head = await git('rev-parse HEAD');
  await page.getByRole('button', { name: 'Reset main to here' }).click();
  const dialog = page.getByRole('dialog', { name: /^Reset main to / });
  await dialog.getByText('5 commits leave main.').waitFor();
  await keepPictures({ screen: 'history-reset', language: 'en', page });
  await dialog.getByRole('button', { name: 'Reset main' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await gitUntil('main is at the first commit', 'rev-list --count HEAD', '1');
  await page.getByRole('button', { name: 'Undo' }).click();
  await gitUntil('main is where it was', 'rev-parse HEAD', head);
});

chapter('branches are switched and merged, one button syncs, and work that is only here is backed up', async () => {
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Source control' }).click();
  const group = page.getByRole('region', { name: 'shop/web' });
  await group.getByRole('button', { name: 'Branch main' }).click();
  const branches = page.getByRole('dialog', { name: 'Switch to a branch' });
  await branches.getByRole('option', { name: /vat-rounding/ }).click();
  await group.getByRole('button', { name: 'Branch vat-rounding' }).waitFor();
  assert.equal(await git('branch --show-current'), 'vat-rounding');
  await inside.run(`echo 'not committed' > ${ROOT}/new.txt`);
  await group.getByRole('button', { name: /^(Sync: nothing to get,|Publish:) 1 commit to send/ }).click();
  await group.getByRole('button', { name: /nothing to send$/ }).waitFor();
  assert.equal(await git('rev-parse origin/vat-rounding'), await git('rev-parse HEAD'));
  await group.getByRole('button', { name: 'More of branches' }).click();
  await page.getByRole('menuitem', { name: 'Back up now' }).click();
  await group.getByText(/^Backed up today/).waitFor();
  await owner.runInTerminal(`git -C ${ROOT} ls-remote origin | grep -q refs/atelier/backup/m`);
  await keepPictures({ screen: 'git-sync', language: 'en', page });
  await inside.run(`rm ${ROOT}/new.txt`);
  await group.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('dialog', { name: 'Restore a backup' }).getByRole('option').first().click();
  await until('the backup is back', async () => (await inside.run(`cat ${ROOT}/new.txt 2>/dev/null || true`)) === 'not committed\n', 10_000);
});
