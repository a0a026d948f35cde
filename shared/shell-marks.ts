/**
 * What a shell says about itself in its output: OSC 633 as VS Code defined it (`633;A` a prompt begins, `B` it ends,
 * `C` the command's output begins, `D;<status>` it has ended, `E;<command>;<nonce>` what was typed, `P;Cwd=<folder>`),
 * and OSC 133, which other shells' own integrations print. `R` is Atelier's: a command of the past, told to who attaches.
 *
 * Any program can print these. What decides nothing but a drawing is believed; the text of a command, which a member
 * may run again, only with the nonce that the shell was started with.
 */
export const SHELL_MARKS_OSC = 633;
export const FINAL_TERM_OSC = 133;

/** A longer text is cut off: it is for lists and menus. */
const MAX_TEXT_CHARACTERS = 4096;

export type ShellMark =
  | { readonly kind: 'prompt' }
  | { readonly kind: 'input' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output' }
  | { readonly kind: 'end'; readonly exitCode: number | null }
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 'past' } & PastCommand);

/** `up` and `outputUp`: how many rows above the cursor its prompt and its output begin. */
export type PastCommand = {
  readonly up: number;
  readonly outputUp: number | null;
  readonly isRunning: boolean;
  readonly exitCode: number | null;
  readonly folder: string | null;
  readonly text: string | null;
};

/** `payload` is what follows `633;` or `133;`. null: none of ours, or not to be believed. */
export function parseShellMark(payload: string, nonce: string | null): ShellMark | null {
  const [kind = '', ...fields] = payload.split(';');
  switch (kind) {
    case 'A':
      return { kind: 'prompt' };
    case 'B':
      return { kind: 'input' };
    case 'C':
      return { kind: 'output' };
    case 'D':
      return { kind: 'end', exitCode: wholeNumber(fields[0]) };
    case 'E':
      return isBelieved(fields[1], nonce) ? { kind: 'text', text: unescapeMark(fields[0] ?? '') } : null;
    case 'P':
      return folderOf(fields[0] ?? '');
    case 'R':
      return isBelieved(fields[6], nonce) ? pastOf(fields) : null;
    default:
      return null;
  }
}

/** The bytes that tell a command of the past to who attaches. */
export function printPastCommand({ up, outputUp, isRunning, exitCode, folder, text }: PastCommand, nonce: string): string {
  const fields = ['R', up, outputUp ?? '', isRunning ? 1 : 0, exitCode ?? '', folder === null ? '' : escapeMark(folder), `${text === null ? '' : escapeMark(text)}`, nonce];
  return `\x1b]${SHELL_MARKS_OSC};${fields.join(';')}\x07`;
}

/** A text as a field: backslash, semicolon and control characters as `\x3b`. */
export function escapeMark(text: string): string {
  return Array.from(text.slice(0, MAX_TEXT_CHARACTERS), (character) => (/[\\;\p{Cc}]/u.test(character) ? hex(character) : character)).join('');
}

export function unescapeMark(field: string): string {
  return field.slice(0, MAX_TEXT_CHARACTERS * 4).replaceAll(/\\x([0-9a-fA-F]{2})|\\\\/g, (whole, code: string | undefined) => (code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)) || whole));
}

function hex(character: string): string {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
}

function isBelieved(given: string | undefined, nonce: string | null): boolean {
  return nonce !== null && given === nonce;
}

function folderOf(field: string): ShellMark | null {
  const [, folder] = /^Cwd=(\/.*)$/s.exec(unescapeMark(field)) ?? [];
  return folder === undefined ? null : { kind: 'folder', folder };
}

function pastOf([up, outputUp, isRunning, exitCode, folder, text]: readonly string[]): ShellMark | null {
  const rows = wholeNumber(up);
  if (rows === null) return null;
  return {
    kind: 'past',
    up: rows,
    outputUp: wholeNumber(outputUp),
    isRunning: isRunning === '1',
    exitCode: wholeNumber(exitCode),
    folder: folder === undefined || folder === '' ? null : unescapeMark(folder),
    text: text === undefined || text === '' ? null : unescapeMark(text),
  };
}

function wholeNumber(field: string | undefined): number | null {
  return field !== undefined && /^\d{1,6}$/.test(field) ? Number(field) : null;
}
