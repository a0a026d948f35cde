import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import type { WorkspaceId } from '#shared/ids.ts';
import { run } from '../harness/run.ts';
import { HttpClient, signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { SOON_MS } from '../harness/soon.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace, Inside } from './ide.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { OTHER_SERVER, OTHER_SERVER_PROGRAM } from './other-git-server.ts';
import { createStory } from './story.ts';

/** An engineer's day with source control: everything the panel does is looked at with plain git, and the other way round. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };
const HERS = `git -c user.name='Marie Lenoir' -c user.email=marie@example.com`;
const FILE = 'prices.txt';
const LINES = Array.from({ length: 40 }, (_, index) => `price ${index + 1}`);

let server: RunningServer;
let browser: BrowserContext;
let marie: Person;
let inside: Inside;
let hers: SignedIn;
let workspaceId: WorkspaceId;
let module: string;
let readOnly: string | undefined;
const chapter = createStory();

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  const owner = await signInOverHttp(server.url, OWNER);
  const { id: projectId } = await owner.api.projects.create({ slug: 'shop' });
  const { id: moduleId } = await owner.api.projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: null });
  const { id: readId } = await owner.api.projects.modules.create({ projectId, slug: 'prices', kind: 'library', description: '', templateId: null });
  hers = await join(owner, { moduleId, readId });
  workspaceId = await createWorkspace(hers, 'front');
  module = moduleId;
  readOnly = readId;
  inside = new Inside(workspaceId, hers);
  await git(`true; for i in $(seq 1 ${LINES.length}); do echo "price $i"; done > ${FILE}; mkdir -p src; echo one > src/other.txt; git add . && ${HERS} commit -qm 'Forty prices'`);
  browser = await openBrowser({ locale: 'en-GB' });
  marie = await Person.at(browser, server);
  await marie.goTo('/login');
  await marie.signIn(MARIE);
  await marie.goTo('/w/front');
  await marie.connected();
  await marie.page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Source control' }).click();
});

after(async () => {
  await browser?.close();
  await removeWorkspaces(server, MARIE).catch(() => undefined);
  // Shared by all who may read it, and so no workspace's.
  if (readOnly !== undefined) await run(['docker', 'volume', 'rm', '--force', `atelier-read-${readOnly}`]);
  await server?.stop();
});

async function join(owner: SignedIn, { moduleId, readId }: { readonly moduleId: string; readonly readId: string }): Promise<SignedIn> {
  const headers = { 'content-type': 'application/json' };
  const invited = await owner.fetch('/api/team/invitations', { method: 'POST', headers, body: JSON.stringify({ email: MARIE.email, role: 'developer', language: null, limits: null, grants: [{ moduleId, access: 'write' }, { moduleId: readId, access: 'read' }] }) });
  const { link } = (await invited.json()) as { link: string };
  const body = JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1), name: MARIE.name, password: MARIE.password, language: null });
  const accepted = await new HttpClient(server.url).fetch('/api/invitation/accept', { method: 'POST', headers, body });
  assert.equal(accepted.status, 200, await accepted.text());
  return await signInOverHttp(server.url, MARIE);
}

/** As in a terminal of the module. */
const git = async (script: string): Promise<string> => (await inside.run(`cd /workspace/shop/web && ${script.startsWith('true') ? script : `git ${script}`}`)).trimEnd();
const panel = (): Locator => marie.page.getByRole('region', { name: 'Source control' });
const list = (name: string): Locator => panel().getByRole('list', { name: `${name} in shop/web` });
const row = (name: string, file: string): Locator => list(name).getByRole('button', { name: new RegExp(`^${file}`) });
const saysGit = (what: string, script: string, expected: string): Promise<unknown> => until(what, async () => (await git(script)) === expected);

async function isAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page: marie.page }).exclude('[data-live-announcer]').exclude('.monaco-editor').analyze();
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join()}`), []);
}

chapter('what a terminal changes is listed; a file is staged and unstaged by its buttons', async () => {
  await panel().getByText('Nothing changed').waitFor();
  await git(`true; sed -i 's/^price 3$/PRICE 3/; s/^price 30$/PRICE 30/' ${FILE}; echo new > new.txt; rm src/other.txt`);
  await row('Changes', FILE).waitFor({ timeout: SOON_MS });
  await row('Changes', 'other.txt').waitFor({ timeout: SOON_MS });
  await row('Changes', 'new.txt').hover();
  await panel().getByRole('button', { name: 'Stage new.txt' }).click();
  await row('Staged', 'new.txt').waitFor();
  assert.equal(await git('diff --cached --name-status'), 'A\tnew.txt');
  await row('Staged', 'new.txt').click({ button: 'right' });
  await keepPictures({ screen: 'git-menu', language: 'en', page: marie.page });
  await marie.page.getByRole('menuitem', { name: 'Unstage' }).click();
  await list('Staged').waitFor({ state: 'hidden' });
  assert.equal(await git('diff --cached --name-status'), '');
  // What is only read is there, and offers no deed.
  const read = panel().getByRole('region', { name: 'shop/prices' });
  await read.getByText('read only').waitFor();
  assert.deepEqual(await read.getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label'))), ['History of shop/prices']);
  await isAccessible();
});

chapter('a click shows what changed; one change of two is staged, and what a terminal stages shows in the comparison', async () => {
  const { page } = marie;
  await row('Changes', FILE).click();
  const diff = page.locator('.monaco-diff-editor');
  const stage = diff.getByRole('toolbar', { name: 'Change at line 3' }).getByRole('button', { name: 'Stage' });
  // A pointer that came before the comparison was made has to move once more.
  await until('the change offers its deeds', async () => {
    await page.mouse.move(0, 0);
    await diff.locator('.modified .view-lines').getByText('PRICE 3', { exact: true }).hover();
    return stage.isVisible();
  });
  await stage.click();
  await row('Staged', FILE).waitFor();
  assert.equal(await git(`diff --cached -U0 --no-color | grep '^[+-][^+-]'`), '-price 3\n+PRICE 3');
  assert.equal(await git(`diff -U0 --no-color ${FILE} | grep '^[+-][^+-]'`), '-price 30\n+PRICE 30');
  await keepPictures({ screen: 'git-diff', language: 'en', page });
  await git(`add ${FILE}`);
  await row('Changes', FILE).waitFor({ state: 'hidden', timeout: SOON_MS });
});

chapter('an empty message is refused; Ctrl+Enter commits what is staged; the commit is undone with its message', async () => {
  const message = panel().getByRole('textbox', { name: 'Commit message' });
  await panel().getByRole('button', { name: 'Commit', exact: true }).click();
  await panel().getByText('Write a few words about what changed.').waitFor();
  await message.fill('Two higher prices');
  await message.press('Control+Enter');
  await list('Staged').waitFor({ state: 'hidden' });
  assert.equal(await git('log -1 --format=%an:%s'), 'Marie Lenoir:Two higher prices');
  await panel().getByRole('button', { name: 'More for shop/web' }).click();
  await marie.page.getByRole('menuitem', { name: 'Undo the last commit' }).click();
  await row('Staged', FILE).waitFor();
  assert.equal(await message.inputValue(), 'Two higher prices');
  assert.equal(await git('log -1 --format=%s'), 'Forty prices');
  await message.press('Control+Enter');
  await list('Staged').waitFor({ state: 'hidden' });
});

chapter('what is discarded comes back with Undo', async () => {
  const { page } = marie;
  await row('Changes', 'other.txt').hover();
  await panel().getByRole('button', { name: 'Discard changes of other.txt' }).click();
  await row('Changes', 'other.txt').waitFor({ state: 'hidden' });
  assert.equal(await git('status --porcelain'), '?? new.txt');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo' }).click();
  await row('Changes', 'other.txt').waitFor();
  assert.equal(await git('status --porcelain'), ' D src/other.txt\n?? new.txt');
});

chapter('bars stand beside changed lines; a peek gives the old line back', async () => {
  const { page } = marie;
  await git(`true; sed -i 's/^price 5$/PRICE 5/' ${FILE}`);
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Explorer' }).click();
  await marie.openFile('shop/web', FILE);
  await page.locator('.git-bar.git-modified').first().click();
  const peek = page.getByRole('dialog', { name: 'Change 1 of 1' });
  await peek.getByText('price 5').waitFor();
  await keepPictures({ screen: 'git-peek', language: 'en', page });
  await peek.getByRole('button', { name: 'Revert' }).click();
  await page.locator('.git-bar').waitFor({ state: 'hidden' });
  await saysGit('the old line is on the disk', `diff --name-only -- ${FILE}`, '');
});

chapter('a conflict is merged with a side for each piece, and not finished before', async () => {
  const { page } = marie;
  await git(`true; git checkout -q -- . && rm new.txt && git switch -qc theirs && sed -i 's/^price 10$/their 10/; s/^price 20$/their 20/' ${FILE} && ${HERS} commit -qam Theirs && git switch -q main && sed -i 's/^price 10$/our 10/; s/^price 20$/our 20/' ${FILE} && ${HERS} commit -qam Ours; ${HERS} merge -q theirs || true`);
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Source control' }).click();
  await panel().getByRole('button', { name: `Merge ${FILE}` }).click();
  const merge = page.getByRole('region', { name: 'Merge editor' });
  const finish = merge.getByRole('button', { name: 'Finish the merge' });
  await merge.getByRole('button', { name: 'Conflict 1: Take theirs' }).first().click();
  await merge.getByText('1 left').waitFor();
  assert.equal(await finish.isDisabled(), true);
  await isAccessible();
  // What was chosen so far is there again, in another page too.
  await merge.getByRole('button', { name: 'Save for later' }).click();
  await merge.waitFor({ state: 'hidden' });
  await marie.reload();
  await panel().getByRole('button', { name: `Merge ${FILE}` }).click();
  await merge.getByText('1 left').waitFor();
  await merge.getByText(/^As you left it/).waitFor();
  await keepPictures({ screen: 'git-merge', language: 'en', page });
  assert.equal(await finish.isDisabled(), true);
  await merge.getByRole('button', { name: 'Next conflict' }).click();
  await merge.getByRole('button', { name: 'Conflict 2: Take both' }).click();
  await finish.click();
  await list('Conflicts').waitFor({ state: 'hidden' });
  assert.equal(await git(`show :${FILE} | grep -e our -e their`), 'their 10\nour 20\ntheir 20');
  await panel().getByRole('textbox', { name: 'Commit message' }).fill('Join the prices');
  await panel().getByRole('button', { name: 'Commit', exact: true }).click();
  await panel().getByText('Nothing changed').waitFor();
  assert.equal(await git('log -1 --format=%s --merges'), 'Join the prices');
});

chapter('another git server is asked with a password that is kept for the member, and is nowhere in the workspace', async () => {
  const { page } = marie;
  await inside.run(`mkdir -p ~/elsewhere && git init -q --bare -b main ~/elsewhere/hub.git && cat > /tmp/other.mts <<'END'\n${OTHER_SERVER_PROGRAM}\nEND\n(nohup node /tmp/other.mts >/dev/null 2>&1 &)`);
  await until('the other server listens', async () => (await inside.run('cat /tmp/other-server 2>/dev/null || true')) === 'listens');
  await panel().getByRole('button', { name: 'More of branches' }).click();
  await page.getByRole('menuitem', { name: 'Other remotes…' }).click();
  await page.getByRole('button', { name: 'Add a remote…' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a remote' });
  await adding.getByRole('textbox', { name: 'Name' }).fill('hub');
  await adding.getByRole('textbox', { name: 'Address' }).fill(OTHER_SERVER.url);
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  const remotes = page.getByRole('dialog', { name: 'Other remotes' });
  await remotes.getByRole('button', { name: 'Push to hub' }).click();
  const key = page.getByRole('dialog', { name: 'Sign in at 127.0.0.1:8099' });
  await key.getByRole('textbox', { name: 'User name' }).fill(OTHER_SERVER.userName);
  await key.getByLabel('Password or token').fill(OTHER_SERVER.secret);
  await keepPictures({ screen: 'git-remote-key', language: 'en', page });
  await isAccessible();
  await key.getByRole('button', { name: 'Keep it and go on' }).click();
  await remotes.getByText(`As ${OTHER_SERVER.userName}`).waitFor();
  await until('the other server has it', async () => (await inside.run('git -C ~/elsewhere/hub.git rev-parse --quiet --verify main || true')).trim() === (await git('rev-parse HEAD')));
  await keepPictures({ screen: 'git-remotes', language: 'en', page });
  await isAccessible();
  assert.equal((await inside.run(`grep -rlF '${OTHER_SERVER.secret}' ~ /workspace /tmp --exclude=other.mts 2>/dev/null || true`)).trim(), '');
  await page.keyboard.press('Escape');
});

chapter('what is only here when the workspace stops is on the server', async () => {
  await git('true; echo "at the last moment" > last.txt');
  await hers.api.workspaces.stop({ workspaceId });
  const stopped = async (): Promise<boolean> => (await hers.api.workspaces.get({ workspaceId })).state.phase === 'stopped';
  await until('the workspace is stopped', stopped, 30_000);
  const repository = `${server.dataFolder}/git/${module}.git`;
  const refs = (await run(['git', '-c', 'safe.directory=*', '-C', repository, 'for-each-ref', '--format=%(refname)', 'refs/atelier/backup'])).trim();
  assert.match(refs, new RegExp(`^refs/atelier/backup/m[0-9a-z]{12}/${workspaceId}$`));
  assert.equal(await run(['git', '-c', 'safe.directory=*', '-C', repository, 'show', `${refs}:last.txt`]), 'at the last moment\n');
});
