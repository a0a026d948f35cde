import { implement } from '@orpc/server';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

import { needs, requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel, AgentRequest } from '../../../agent/feature.ts';
import { ERRORS } from '../../../shared/errors.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { MAX_INPUT_FRAME_BYTES, TerminalClientId, terminalContract, TerminalSize } from '../contract.ts';
import type { AttachRequest } from './terminal.ts';
import { shellEnvironment } from './shell-environment.ts';
import { Terminals } from './terminals.ts';

export type TerminalFeatureOptions = { readonly stuckAfterMs?: number; readonly snapshotEveryMs?: number };

/** Below the workspace's home, which outlives its container; where programs keep what is theirs. */
const SNAPSHOTS = '.local/state/atelier/terminals';

type Upgrade = AgentRequest & { readonly head: Buffer; readonly path: string };

/**
 * The agent's side of the terminal: its procedures, and `WS terminals/<id>`. Both need the capability
 * `terminal`. `close` ends every program.
 */
export function createTerminalFeature(kernel: AgentKernel, options: TerminalFeatureOptions = {}): AgentFeature {
  const [firstRoot] = kernel.config.roots;
  const env = shellEnvironment(kernel.config, process.env);
  const home = kernel.config.roots.find(({ kind }) => kind === 'home')?.path;
  const terminals = new Terminals({
    ...options,
    defaultFolder: firstRoot?.path ?? '/',
    env,
    log: kernel.log,
    snapshotFolder: home === undefined ? null : join(home, SNAPSHOTS),
    onActivity: () => kernel.touch(),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_INPUT_FRAME_BYTES, perMessageDeflate: false });

  function attach(socket: WebSocket, { url, path }: Upgrade): void {
    socket.on('error', () => socket.terminate());
    const id = TerminalId.safeParse(path);
    const terminal = id.success ? terminals.find(id.data) : null;
    if (terminal === null) return socket.close(ERRORS.not_found.closeCode, 'not_found');
    terminal.attach(socket, attachRequest(url)).catch((error: unknown) => {
      kernel.log.error({ err: error }, 'A terminal could not be attached.');
      socket.close(ERRORS.internal.closeCode, 'internal');
    });
  }

  return {
    name: 'terminal',
    router: terminalRouter(terminals),
    upgrade: {
      prefix: 'terminals',
      handle(request, socket, about) {
        requireCapability(about.context, 'terminal');
        sockets.handleUpgrade(request, socket, about.head, (accepted) => attach(accepted, about));
      },
    },
    status: () => ({ terminals: terminals.count, attachedTerminals: terminals.attachedCount }),
    async close() {
      await terminals.closeAll();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}

function attachRequest(url: URL): AttachRequest {
  const { searchParams } = url;
  const client = TerminalClientId.safeParse(searchParams.get('client'));
  return {
    size: TerminalSize.parse({ cols: numberIn(searchParams.get('cols')), rows: numberIn(searchParams.get('rows')) }),
    client: client.success ? client.data : null,
  };
}

/** Undefined (the default size) for what is not a number: `Number('')` would be 0. */
function numberIn(text: string | null): number | undefined {
  return text === null || text.trim() === '' ? undefined : Number(text);
}

function terminalRouter(terminals: Terminals) {
  const implementer = implement(terminalContract).$context<AgentContext>();
  const os = implementer.use(needs('terminal'));
  return os.router({
    list: os.list.handler(() => terminals.list()),
    watch: os.watch.handler(({ signal }) => terminals.watch(signal)),
    create: os.create.handler(({ input }) => terminals.create(input)),
    profiles: os.profiles.handler(() => terminals.profiles()),
    label: os.label.handler(({ input: { id, name, colour } }) => {
      terminals.label(id, { ...(name === undefined ? {} : { name }), ...(colour === undefined ? {} : { colour }) });
      return {};
    }),
    arrange: os.arrange.handler(({ input }) => {
      terminals.arrange(input.groups);
      return {};
    }),
    clear: os.clear.handler(({ input }) => {
      terminals.clear(input.id);
      return {};
    }),
    locate: os.locate.handler(({ input }) => terminals.locate(input.id, input)),
    recent: os.recent.handler(() => terminals.recent()),
    close: os.close.handler(({ input }) => {
      terminals.close(input.id);
      return {};
    }),
  });
}
