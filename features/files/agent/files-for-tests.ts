import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AgentContext } from '../../../agent/feature.ts';
import { Saves } from '../../../agent/saves.ts';
import { asAtelierError, replyError } from '../../../agent/replies.ts';
import { Capability } from '../../../shared/actor.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { FilePath, pathToQuery } from '../../../shared/file-path.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { FileChange, FileEntry, filesContract, UploadPart } from '../contract.ts';
import { createFilesFeature } from './index.ts';

export type Reply = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: Buffer };
export type FilesForTests = Awaited<ReturnType<typeof startFilesForTests>>;

/** The real feature on a folder of its own, its procedures called directly and its content over HTTP. */
export async function startFilesForTests({ capabilities = Capability.options, folder: parent = tmpdir() }: { capabilities?: readonly Capability[]; folder?: string } = {}) {
  const folder = FilePath.parse(await realpath(await mkdtemp(join(parent, 'atelier-files-'))));
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [{ path: folder, name: 'home', kind: 'home', readOnly: false }],
    env: {},
  });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  let touches = 0;
  const feature = createFilesFeature({ config, log, touch: () => (touches += 1), saves: new Saves(), repositories: new Repositories(config) });
  const context: AgentContext = {
    actor: { memberId: MemberId.parse('m000000000000'), sessionId: SessionId.parse('s000000000000'), role: 'developer' },
    capabilities: new Set(capabilities),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://agent');
    feature.http?.(request, response, { context, url, rawQuery: url.search.slice(1) }).catch(async (error: unknown) => replyError(response, asAtelierError(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function request(method: string, path: string, { headers = {}, body }: { headers?: OutgoingHttpHeaders; body?: string | Buffer } = {}): Promise<Reply> {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  }

  const contentPath = (path: string): string => `/files/content?path=${pathToQuery(path)}`;
  return {
    folder,
    port,
    contentPath,
    touches: () => touches,
    request,
    files: createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof filesContract>,
    at: (...names: string[]) => FilePath.parse([folder, ...names].join('/')),
    get: (path: string, headers: OutgoingHttpHeaders = {}) => request('GET', contentPath(path), { headers }),
    put: (path: string, body: string | Buffer, headers: OutgoingHttpHeaders) => request('PUT', contentPath(path), { headers, body }),
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function gather(stream: AsyncIterable<FileEntry[]>): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const piece of stream) entries.push(...piece);
  return entries;
}

/** For `assert.rejects`: an error of ours with this code, as the procedures throw it. */
export function withCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => fromWireError(error).code === code;
}

export function codeOf(reply: Reply): string {
  return (JSON.parse(reply.body.toString()) as { code: string }).code;
}

/** A watch that is read as it comes; `until` resolves when what came so far satisfies, and forgets it. */
export class WatchForTests {
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;
  #seen: FileChange[] = [];
  #check: (() => void) | undefined;

  constructor(files: FilesForTests['files'], paths: readonly FilePath[]) {
    this.#ended = this.#read(files, paths);
  }

  async until(satisfied: (changes: readonly FileChange[]) => boolean): Promise<FileChange[]> {
    while (!satisfied(this.#seen)) {
      await new Promise<void>((resolve) => {
        this.#check = resolve;
      });
    }
    return this.#seen.splice(0);
  }

  async change(type: FileChange['type'], path?: FilePath): Promise<FileChange[]> {
    return this.until((changes) => changes.some((change) => change.type === type && (path === undefined || ('path' in change && change.path === path))));
  }

  /** Resolves once the stream has ended, as it must. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #read(files: FilesForTests['files'], paths: readonly FilePath[]): Promise<void> {
    for await (const change of await files.watch({ paths: [...paths] }, { signal: this.#abort.signal })) {
      this.#seen.push(change);
      this.#check?.();
    }
  }
}

export const UPLOADED_AT_MS = Date.UTC(2020, 1, 2, 3, 4, 5, 678);
export type SentPart = Partial<UploadPart> & { readonly path: string; readonly content?: Buffer };

/** The body of `POST files/upload`; what a part does not say is that of a whole new file. */
export function uploadBody(parts: readonly SentPart[]): Buffer {
  return Buffer.concat(
    parts.flatMap(({ content = Buffer.alloc(0), ...part }) => {
      const head = Buffer.from(JSON.stringify({ modifiedAtMs: UPLOADED_AT_MS, replace: false, offset: 0, sizeBytes: content.length, lengthBytes: content.length, ...part }));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(head.length);
      return [length, head, content];
    }),
  );
}
