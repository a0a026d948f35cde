import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { TerminalId } from '../../shared/ids.ts';
import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';

export const MAX_TERMINALS = 50;
export const SCROLLBACK_LINES = 10_000;
/** Flow control: the agent pauses the pty above the first, resumes below the second, and is told every third. */
export const PAUSE_ABOVE_BYTES = 512 * 1024;
export const RESUME_BELOW_BYTES = 128 * 1024;
export const ACKNOWLEDGE_EVERY_BYTES = 64 * 1024;
export const MAX_INPUT_FRAME_BYTES = 1024 * 1024;
/** The same the other way: how much input may be on its way before the agent said that the pty took it. */
export const INPUT_WINDOW_BYTES = 256 * 1024;
/** A client that shows nothing for so long while output waits is let go; it comes back to the replay. */
export const STUCK_AFTER_MS = 10_000;

/** A terminal's size, clamped rather than refused (abuse case A32). */
export const TerminalSize = z.object({
  cols: z.number().catch(80).transform((value) => clamp(value, 2, 1000)),
  rows: z.number().catch(24).transform((value) => clamp(value, 1, 500)),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.trunc(value))) : low;
}

export const TerminalView = z.object({
  id: TerminalId,
  /** What the program set (OSC 0/2), else the foreground program's name. At most 200 characters. */
  title: z.string(),
  folder: z.string(),
  createdAtMs: z.number(),
  /** null while it runs. */
  exitCode: z.number().int().nullable(),
});
export type TerminalView = z.infer<typeof TerminalView>;

export const terminalContract = {
  list: procedure.output(z.array(TerminalView)),
  watch: procedure.output(eventIterator(z.array(TerminalView))),
  /** `limit_reached` above MAX_TERMINALS. `folder` defaults to the first root. */
  create: procedure.input(z.object({ size: TerminalSize, folder: FilePath.optional() })).output(TerminalView),
  close: procedure.input(z.object({ id: TerminalId })).output(z.object({})),
};

/** Names one client of a terminal across its connections, so that no key is lost or typed twice. */
export const TerminalClientId = z.string().regex(/^[0-9a-z]{8,32}$/);

/**
 * The wire of `WS terminals/<id>?cols=&rows=&client=`. Binary frames are bytes of the terminal, both ways; text
 * frames are the JSON below. On attach the agent first sends `attached`, then the screen as bytes (what is
 * needed to redraw it on a reset terminal, alternate screen included), then what the pty prints from then on.
 *
 * Input is counted per `client` over all its connections: `attached` says how many bytes arrived before, and the
 * client goes on behind them. A client sends no input before `attached`. When the program has ended, the agent
 * sends `exited` and closes with 1000; a terminal that is not there closes with the code of `not_found`.
 */
export const TerminalClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resize'), cols: z.unknown(), rows: z.unknown() }),
  /** Total bytes of output that xterm has drawn since `attached`, replay included. */
  z.object({ type: z.literal('acknowledge'), bytes: z.number().int().nonnegative() }),
]);
export type TerminalClientMessage = z.infer<typeof TerminalClientMessage>;

export const TerminalServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('attached'), cols: z.number().int(), rows: z.number().int(), inputBytes: z.number().int() }),
  /** Bytes of this client's input so far: that arrived, and that the pty took. */
  z.object({ type: z.literal('input'), received: z.number().int(), written: z.number().int() }),
  z.object({ type: z.literal('exited'), exitCode: z.number().int() }),
]);
export type TerminalServerMessage = z.infer<typeof TerminalServerMessage>;
