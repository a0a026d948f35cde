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

/** What a tab can be marked with; the page draws them with the terminal's own colours. */
export const TERMINAL_COLOURS = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'] as const;
export const TerminalColour = z.enum(TERMINAL_COLOURS);
export type TerminalColour = z.infer<typeof TerminalColour>;

export const MAX_NAME_CHARACTERS = 80;

/** What can be started in a terminal, where the image has it. */
export const TerminalProfile = z.enum(['bash', 'sh', 'python', 'node']);
export type TerminalProfile = z.infer<typeof TerminalProfile>;

export const TerminalView = z.object({
  id: TerminalId,
  /** What the program set (OSC 0/2), else the foreground program's name. At most 200 characters. */
  title: z.string(),
  /** What the member called it; null: nothing, the title names it. */
  name: z.string().nullable(),
  colour: TerminalColour.nullable(),
  profile: TerminalProfile,
  /** Where the shell is now. */
  folder: z.string(),
  /** Terminals of one group stand side by side, and follow one another in the list. */
  group: z.string(),
  createdAtMs: z.number(),
  /** null while it runs. */
  exitCode: z.number().int().nullable(),
  /** Its program ended with the workspace; its text was kept, and what is typed starts a new one. */
  restored: z.boolean(),
});
export type TerminalView = z.infer<typeof TerminalView>;

/** Enough for the words of one line that look like paths. */
export const MAX_LINKS_AT_ONCE = 50;

/** A command that was run, for running it again. The last one first. */
export const RecentCommand = z.object({ text: z.string(), folder: z.string().nullable(), atMs: z.number().nullable() });
export type RecentCommand = z.infer<typeof RecentCommand>;

export const LocatedPath = z.object({ path: FilePath, kind: z.enum(['file', 'folder']) });
export type LocatedPath = z.infer<typeof LocatedPath>;

export const terminalContract = {
  /** In the order in which their tabs stand. */
  list: procedure.output(z.array(TerminalView)),
  watch: procedure.output(eventIterator(z.array(TerminalView))),
  /** What the image has, the usual one first. */
  profiles: procedure.output(z.array(TerminalProfile)),
  /**
   * `limit_reached` above MAX_TERMINALS, `not_found` for a profile that the image lacks. `folder` is absolute, or counts
   * from the first root, which is also where it starts when left out; `~` is home. With `beside` it joins that one's group.
   */
  create: procedure
    .input(z.object({ size: TerminalSize, folder: z.string().min(1).max(4096).optional(), profile: TerminalProfile.optional(), beside: TerminalId.optional(), marks: z.boolean().optional() }))
    .output(TerminalView),
  close: procedure.input(z.object({ id: TerminalId })).output(z.object({})),
  /** Name and colour; null takes them away. */
  label: procedure.input(z.object({ id: TerminalId, name: z.string().trim().min(1).max(MAX_NAME_CHARACTERS).nullable().optional(), colour: TerminalColour.nullable().optional() })).output(z.object({})),
  /** The tabs as they shall stand, group by group. Those that are not named stay, behind the others. */
  arrange: procedure.input(z.object({ groups: z.array(z.array(TerminalId).max(MAX_TERMINALS)).max(MAX_TERMINALS) })).output(z.object({})),
  /** Forgets the text, all but the line of the cursor; for everybody who looks. */
  clear: procedure.input(z.object({ id: TerminalId })).output(z.object({})),
  /** Which of the texts are paths of files or folders, counted from `folder` (null: where the shell is now). In their order. */
  locate: procedure
    .input(z.object({ id: TerminalId, folder: z.string().max(4096).nullable(), texts: z.array(z.string().min(1).max(1024)).max(MAX_LINKS_AT_ONCE) }))
    .output(z.array(LocatedPath.nullable())),
  /** Commands of all terminals and of the shell's history, without repetitions, the last one first. */
  recent: procedure.output(z.array(RecentCommand)),
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
  /** `nonce` comes with the texts of commands that this shell tells of (`shared/shell-marks.ts`). */
  z.object({ type: z.literal('attached'), cols: z.number().int(), rows: z.number().int(), inputBytes: z.number().int(), nonce: z.string() }),
  /** Bytes of this client's input so far: that arrived, and that the pty took. */
  z.object({ type: z.literal('input'), received: z.number().int(), written: z.number().int() }),
  z.object({ type: z.literal('exited'), exitCode: z.number().int() }),
  /** Between the output before and after: all but the line of the cursor is forgotten. */
  z.object({ type: z.literal('cleared') }),
]);
export type TerminalServerMessage = z.infer<typeof TerminalServerMessage>;
