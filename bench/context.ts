import type { BrowserContext, Page } from 'playwright-core';

import { openBrowser } from '#tests/harness/browser.ts';
import { signInOverHttp, type SignedIn } from '#tests/harness/http.ts';
import { run } from '#tests/harness/run.ts';
import { startServer, type RunningServer } from '#tests/harness/server.ts';
import { installPageClock } from './page-clock.ts';
import { servePlainPages, type PlainPages } from './plain-pages.ts';
import { createWorkspace, type BenchWorkspace } from './workspace.ts';

const OWNER = { email: 'bench@atelier.test', password: 'bench-password-of-the-owner' };

/** The parts that figures measure. Each is started when it is first asked for, once, and ended by `close`. */
export type BenchContext = {
  server(): Promise<RunningServer>;
  /** Signed in as the owner. */
  owner(): Promise<SignedIn>;
  /** A running workspace that figures share. */
  workspace(): Promise<BenchWorkspace>;
  anotherWorkspace(name: string): Promise<BenchWorkspace>;
  /** The owner's browser, signed in by the login page; `page-clock.ts` is in each page. */
  browser(): Promise<BrowserContext>;
  /** A new page of it; the figure closes it. */
  page(): Promise<Page>;
  /** Address of the workspace's page, by its name as people have it. */
  workspaceUrl(): Promise<string>;
  plain(): Promise<PlainPages>;
  /** For who wants to see why a figure could not be measured; closes the pages that it left. */
  pictureAndClose(path: string): Promise<void>;
  /** How many samples to take where `most` are wanted: a third when it has to be quick. */
  times(most: number): number;
  readonly say: (line: string) => void;
  close(): Promise<void>;
};

export function createContext({ say, quick = false }: { readonly say: (line: string) => void; readonly quick?: boolean }): BenchContext {
  const closers: (() => Promise<unknown>)[] = [];
  const closing = (close: () => Promise<unknown>): void => void closers.push(close);

  const server = once(async () => {
    const running = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
    closing(() => running.stop());
    return running;
  });
  const owner = once(async () => await signInOverHttp((await server()).url, OWNER));
  const anotherWorkspace = async (name: string): Promise<BenchWorkspace> => {
    const workspace = await createWorkspace((await owner()).api.workspaces, name);
    closing(() => workspace.remove().catch(() => forceRemove(workspace)));
    return workspace;
  };
  const workspace = once(() => anotherWorkspace('bench'));
  const browser = once(async () => {
    const context = await openBrowser();
    closing(() => context.close());
    await installPageClock(context);
    await signIn(context, (await server()).url);
    return context;
  });
  const plain = once(async () => {
    const pages = await servePlainPages();
    closing(() => pages.close());
    return pages;
  });

  return {
    server, owner, workspace, anotherWorkspace, browser, plain, say,
    times: (most) => (quick ? Math.ceil(most / 3) : most),
    page: async () => await (await browser()).newPage(),
    workspaceUrl: async () => `${(await server()).url}/w/${(await workspace()).name}`,
    async pictureAndClose(path) {
      for (const page of (await browser()).pages()) {
        if (page.url() === 'about:blank') continue;
        await page.screenshot({ path });
        await page.close();
      }
    },
    async close() {
      for (const close of closers.splice(0).toReversed()) await close().catch((error: unknown) => say(`not cleaned up: ${String(error)}`));
    },
  };
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/workspaces`);
  await page.close();
}

/** Where the server could not: by the engine's own program. */
async function forceRemove(workspace: BenchWorkspace): Promise<void> {
  await run(['docker', 'rm', '--force', '--volumes', workspace.container]).catch(() => undefined);
  await run(['docker', 'volume', 'rm', '--force', `${workspace.container}-home`]).catch(() => undefined);
  await run(['docker', 'network', 'rm', workspace.container]).catch(() => undefined);
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}
