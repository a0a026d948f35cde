import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';

import { createEngine, engineSocketFromEnvironment, type Engine } from '#server/runtimes/docker/engine.ts';
import { workspaceName } from '#server/runtimes/docker/names.ts';
import { pathToQuery } from '#shared/file-path.ts';
import type { WorkspaceId } from '#shared/ids.ts';
import { DEFAULT_LIMITS } from '#shared/workspaces.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { removeData } from '../harness/remove-data.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';

/** Building the image, when this is the first test that needs it. */
const IMAGE_TIMEOUT_MS = 900_000;

/** The workspace from outside the page: what the page did to it, and what a program does to the page's files. */
export class Inside {
  readonly #engine: Engine = createEngine({ socket: engineSocketFromEnvironment(process.env) });
  readonly #workspaceId: WorkspaceId;
  readonly #api: SignedIn;

  constructor(workspaceId: WorkspaceId, api: SignedIn) {
    this.#workspaceId = workspaceId;
    this.#api = api;
  }

  /** Runs a script of the shell as the workspace's user, in its home; what it printed. @throws when it fails */
  async run(script: string): Promise<string> {
    const container = this.#engine.getContainer(workspaceName(this.#workspaceId));
    const started = await container.exec({ Cmd: ['bash', '-c', script], WorkingDir: '/home/ws', AttachStdout: true, AttachStderr: true });
    const stream = await started.start({ hijack: true, stdin: false });
    const printed = new PassThrough();
    container.modem.demuxStream(stream, printed, printed);
    stream.once('end', () => printed.end());
    const output = await text(printed);
    const { ExitCode: exitCode } = await started.inspect();
    if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${script}\n${output}`);
    return output;
  }

  /** A file's bytes as the agent gives them over HTTP. */
  async bytes(path: string): Promise<Buffer> {
    const response = await this.#api.fetch(`/api/workspaces/${this.#workspaceId}/agent/files/content?path=${pathToQuery(path)}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async text(path: string): Promise<string> {
    return (await this.bytes(path)).toString('utf8');
  }
}

/** One server, one running workspace, one browser with its owner signed in. */
export class Ide implements AsyncDisposable {
  readonly workspace = 'lab';
  readonly workspaceId: WorkspaceId;
  readonly api: SignedIn;
  readonly inside: Inside;
  server: RunningServer;
  browser: BrowserContext;
  owner: Person;

  private constructor(parts: { server: RunningServer; api: SignedIn; workspaceId: WorkspaceId; browser: BrowserContext; owner: Person }) {
    this.server = parts.server;
    this.api = parts.api;
    this.workspaceId = parts.workspaceId;
    this.inside = new Inside(parts.workspaceId, parts.api);
    this.browser = parts.browser;
    this.owner = parts.owner;
  }

  /** The workspace runs; its page is not open yet. @throws with nothing left running */
  static async open(options: BrowserContextOptions = {}): Promise<Ide> {
    const server = await startOwned({ dataFolder: await mkdtemp(join(tmpdir(), 'atelier-server-')) });
    try {
      const api = await signInOverHttp(server.url, OWNER);
      // The container's start leaves time for the browser's.
      const signingIn = signedIn(server, options);
      const workspaceId = await createWorkspace(api, 'lab').catch(async (error: unknown) => {
        await signingIn.then(({ browser }) => browser.close(), () => undefined);
        throw error;
      });
      return new Ide({ server, api, workspaceId, ...(await signingIn) });
    } catch (error) {
      await removeWorkspaces(server, OWNER).catch(() => undefined);
      await stopForGood(server);
      throw error;
    }
  }

  /** Another page of the same browser, at the same workspace. */
  async anotherPage(path = `/w/${this.workspace}`): Promise<Person> {
    const person = new Person(await this.browser.newPage(), this.server);
    await person.goTo(path);
    await person.connected();
    return person;
  }

  /** Opens a file by its address, whatever its name is. */
  async openByAddress(path: string, person = this.owner): Promise<void> {
    await person.goTo(`/w/${this.workspace}?file=${pathToQuery(path)}`);
    await person.connected();
  }

  /** The server comes back on the same data folder and port. */
  async startServerAgain(): Promise<void> {
    this.server = await startOwned({ dataFolder: this.server.dataFolder, port: Number(new URL(this.server.url).port) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.api.fetch('/healthz').catch(() => this.startServerAgain()); // a test that failed may have left it down
    await removeWorkspaces(this.server, OWNER);
    await stopForGood(this.server);
  }
}

async function signedIn(server: RunningServer, options: BrowserContextOptions): Promise<{ browser: BrowserContext; owner: Person }> {
  const browser = await openBrowser(options);
  try {
    const owner = await Person.at(browser, server);
    await owner.goTo('/login');
    await owner.signIn();
    return { browser, owner };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function startOwned(place: { dataFolder: string; port?: number }): Promise<RunningServer> {
  return startServer({ ...place, env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
}

async function stopForGood(server: RunningServer): Promise<void> {
  await server.stop();
  await removeData(server.dataFolder);
}

/** Creates one of the base image and waits until it runs. @throws with what failed */
export async function createWorkspace(api: SignedIn, name: string): Promise<WorkspaceId> {
  const image = (await api.api.workspaces.images.list()).find((candidate) => candidate.name === 'base');
  if (image === undefined) throw new Error('there is no image "base"');
  const { id } = await api.api.workspaces.create({ name, imageId: image.id, limits: DEFAULT_LIMITS, idleStopMs: null });
  await until(
    'the workspace runs',
    async () => {
      const { state } = await api.api.workspaces.get({ workspaceId: id });
      if (state.phase === 'failed') throw new Error(`the workspace failed: ${state.reason}\n${state.log}`);
      return state.phase === 'running' && state.agentConnected;
    },
    IMAGE_TIMEOUT_MS,
  );
  return id;
}
