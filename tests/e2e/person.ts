import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page, Request } from 'playwright-core';

import type { RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

export const OWNER = { name: 'Philippe Aubert', email: 'philippe@example.com', password: 'un mot de passe assez long' };

/** Starting a workspace may build its image first. */
const START_TIMEOUT_MS = 240_000;
const COMMAND_TIMEOUT_MS = 120_000;
const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED';
const GO_TO_ATTEMPTS = 5;

/** A person in front of one page, who finds things by the names that a screen reader says. */
export class Person {
  readonly page: Page;
  readonly #server: RunningServer;
  /** Whether `goTo` is at work, and whether what it loads was cut off. */
  #going = false;
  #interrupted = false;

  constructor(page: Page, server: RunningServer) {
    this.page = page;
    this.#server = server;
    page.setDefaultTimeout(30_000);
    page.on('requestfailed', (request) => this.#onFailed(request));
  }

  /** The person at a browser's first page. */
  static async at(browser: BrowserContext, server: RunningServer): Promise<Person> {
    return new Person(browser.pages()[0] ?? (await browser.newPage()), server);
  }

  async goTo(path: string): Promise<void> {
    const url = `${this.#server.url}${path}`;
    for (let attempt = 1; ; attempt += 1) {
      this.#interrupted = false;
      this.#going = true;
      try {
        await this.page.goto(url);
      } catch (error) {
        if (!String(error).includes(NETWORK_CHANGED)) throw error;
        this.#interrupted = true;
      } finally {
        this.#going = false;
      }
      if (!this.#interrupted) return;
      if (attempt === GO_TO_ATTEMPTS) throw new Error(`${path} was interrupted ${attempt} times: ${NETWORK_CHANGED}`);
    }
  }

  /** The page once more, in the same tab. */
  async reload(): Promise<void> {
    const { pathname, search } = new URL(this.page.url());
    await this.goTo(`${pathname}${search}`);
  }

  /** @see arrivesAt */
  arrivesAt(address: RegExp, timeoutMs = 30_000): Promise<void> {
    return arrivesAt(this.page, address, timeoutMs);
  }

  /**
   * Chromium fails what it is loading when an interface of the machine comes or goes, which containers do all the
   * time on a machine that is server and laptop at once. A page hit by that is loaded again, as a person would.
   */
  #onFailed(request: Request): void {
    if (request.failure()?.errorText !== NETWORK_CHANGED) return;
    const isPage = request.isNavigationRequest() && request.frame() === this.page.mainFrame();
    if (!isPage && request.resourceType() !== 'script') return;
    this.#interrupted = true;
    if (!this.#going) void this.page.goto(isPage ? request.url() : this.page.url()).catch(() => undefined); // the test's next step finds out
  }

  /** The setup page with the code of the console, until the workspaces page is there. */
  async becomeOwner(): Promise<void> {
    const { page } = this;
    assert.ok(this.#server.setupCode !== null, 'there is an owner already');
    await this.goTo('/setup');
    await page.getByRole('textbox', { name: 'One-time code' }).fill(this.#server.setupCode);
    await page.getByRole('textbox', { name: 'Name' }).fill(OWNER.name);
    await page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Become the owner' }).click();
    await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
  }

  async signIn({ email, password }: { email: string; password: string } = OWNER): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Email' }).fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('heading', { name: 'Workspaces' }).waitFor();
  }

  /** On the workspaces page. */
  async createWorkspace(name: string, image: 'base' | 'full' = 'base'): Promise<void> {
    await this.page.getByRole('button', { name: 'New workspace' }).first().click();
    const dialog = this.page.getByRole('dialog', { name: 'New workspace' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('radio', { name: new RegExp(`^${image} `) }).check({ force: true });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  workspaceRow(name: string): Locator {
    return this.page.getByRole('article', { name });
  }

  /** Opens it by its address, which starts it, and waits for tree and prompt. */
  async openWorkspace(name: string): Promise<void> {
    await this.goTo(`/w/${name}`);
    await this.page.getByRole('tree', { name: 'Files' }).waitFor({ timeout: START_TIMEOUT_MS });
    await this.connected();
    await this.terminalShows(/[$#] ?$/m);
  }

  async connected(): Promise<void> {
    await this.page.getByRole('status', { name: 'Connection' }).filter({ hasText: 'Connected' }).waitFor({ timeout: START_TIMEOUT_MS });
  }

  get terminal(): Locator {
    return this.page.getByRole('region', { name: 'Terminal' });
  }

  /** A terminal of its own, in front and at its prompt: what an earlier one says is not taken for it. */
  async newTerminal(): Promise<void> {
    const tabs = this.terminal.getByRole('tablist', { name: 'Terminals' }).getByRole('tab');
    const before = await tabs.count();
    await this.page.getByRole('button', { name: 'New terminal' }).first().click();
    await until('the new terminal is in front', async () => (await tabs.count()) > before && (await tabs.last().getAttribute('aria-selected')) === 'true');
    await this.terminalShows(/[$#] ?$/m);
  }

  /** Types a line where the cursor of the terminal is. */
  async typeInTerminal(line: string): Promise<void> {
    await this.terminal.locator('.xterm-helper-textarea:visible, textarea').last().focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** What the terminal's accessible text says now. */
  terminalText(): Promise<string> {
    return this.terminal.innerText();
  }

  terminalShows(pattern: RegExp, timeoutMs = COMMAND_TIMEOUT_MS): Promise<RegExpExecArray> {
    return until(`the terminal shows ${pattern}`, async () => pattern.exec(await this.terminalText().catch(() => '')), timeoutMs).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n--- the terminal:\n${await this.terminalText().catch(() => '')}`);
    });
  }

  /** Runs a command and waits until it ended; fails when its exit status is not 0. */
  async runInTerminal(command: string, timeoutMs = COMMAND_TIMEOUT_MS): Promise<void> {
    const mark = `done-${Math.random().toString(36).slice(2, 8)}`;
    await this.typeInTerminal(`${command}; echo "${mark}":$?`);
    const [, status] = await this.terminalShows(new RegExp(`^${mark}:(\\d+)`, 'm'), timeoutMs);
    assert.equal(status, '0', `${command}\n${await this.terminalText()}`);
  }

  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name }).first();
  }

  /** Opens folders one after another, then the file; names as the tree shows them, the root's children first. */
  async openFile(...path: string[]): Promise<void> {
    for (const [at, name] of path.entries()) {
      const item = this.treeItem(new RegExp(`^${name.replaceAll('.', '[.]')}`));
      await item.waitFor();
      if (at === path.length - 1) await item.dblclick();
      else if ((await item.getAttribute('aria-expanded')) !== 'true') await item.click();
    }
    await this.page.getByRole('tab', { name: path.at(-1) ?? '', selected: true }).waitFor();
    await this.editor.waitFor();
  }

  get editor(): Locator {
    return this.page.locator('.monaco-editor[role="code"]').first();
  }

  /** The lines of the editor that are drawn. */
  async editorText(): Promise<string> {
    return (await this.page.locator('.monaco-editor .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
  }

  async editorShows(text: string): Promise<void> {
    await until(`the editor shows ${text}`, async () => (await this.editorText()).includes(text));
  }

  /** Replaces the whole text of the open file by typing, without saving. */
  async replaceText(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }

  /** The unsaved texts in the browser's store. */
  keptDrafts(): Promise<{ readonly path: string; readonly text: string }[]> {
    return this.page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('atelier-drafts');
          opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')));
          opening.addEventListener('success', () => {
            const reading = opening.result.transaction('drafts').objectStore('drafts').getAll();
            reading.addEventListener('success', () => {
              opening.result.close();
              resolve((reading.result as { path: string; text: string }[]).map(({ path, text }) => ({ path, text })));
            });
          });
        }),
    );
  }

  /** Presses one key, or keys held together (`Control+K`), after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.getByRole('tab', { selected: true, name: /not saved/ }).waitFor({ state: 'hidden' });
  }
}

/**
 * Waits until the page stands at the address. Playwright's own `waitForURL` fails when a navigation is replaced by
 * another, as one that the machine's network cut off is.
 */
export async function arrivesAt(page: Page, address: RegExp, timeoutMs = 30_000): Promise<void> {
  await until(
    `the page is at ${String(address)}`,
    async () => address.test(page.url()) && (await page.evaluate(() => document.readyState !== 'loading').catch(() => false)) && address.test(page.url()),
    timeoutMs,
  );
}
