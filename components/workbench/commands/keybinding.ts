/**
 * `Ctrl+Shift+E`, `F6`, `` Ctrl+` ``, `Ctrl+K Ctrl+S`: modifiers first, in this order, then one key; one press or two.
 * Ctrl also means Command on a Mac. Keys are named as `KeyboardEvent.key` does, letters in capitals, `Space` in words.
 */
export type Keybinding = string;

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const MODIFIERS = ['Ctrl', 'Shift', 'Alt'] as const;
const MODIFIER_NAMES: Readonly<Record<string, (typeof MODIFIERS)[number]>> = { ctrl: 'Ctrl', cmd: 'Ctrl', meta: 'Ctrl', win: 'Ctrl', shift: 'Shift', alt: 'Alt', option: 'Alt' };
/** The keys whose names VS Code shortens, in its words. */
const SHORT: Readonly<Record<string, string>> = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown', esc: 'Escape', del: 'Delete', return: 'Enter', plus: '+' };
const NAMED = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'Insert', 'Delete', 'Backspace', 'Enter', 'Escape', 'Tab', 'Space', 'ContextMenu'];
const KNOWN: ReadonlyMap<string, string> = new Map([...NAMED.map((name) => [name.toLowerCase(), name] as const), ...Array.from({ length: 24 }, (_, at) => [`f${at + 1}`, `F${at + 1}`] as const)]);
/** Where the characters that are no letters lie on a keyboard of the United States, by which VS Code names them too. */
export const CODES: Readonly<Record<string, string>> = { '`': 'Backquote', '-': 'Minus', '=': 'Equal', '[': 'BracketLeft', ']': 'BracketRight', '\\': 'Backslash', ';': 'Semicolon', "'": 'Quote', ',': 'Comma', '.': 'Period', '/': 'Slash' };
const LYING_AT: ReadonlyMap<string, string> = new Map(Object.entries(CODES).map(([key, code]) => [code, key]));

/** In our own writing, whether it came in ours or in VS Code's (`ctrl+k ctrl+s`); null when it is no binding. */
export function parseKeybinding(text: string): Keybinding | null {
  const strokes = text.trim().split(/\s+/);
  if (strokes.length > 2) return null;
  const parsed = strokes.map(parseStroke);
  return parsed.includes(null) ? null : parsed.join(' ');
}

/** As VS Code writes it: `ctrl+shift+e`. */
export function vscodeKeybinding(binding: Keybinding): string {
  return binding
    .split(' ')
    .map((stroke) => {
      const { modifiers, key } = partsOf(stroke);
      return [...modifiers.map((name) => name.toLowerCase()), key.replace(/^Arrow/, '').toLowerCase()].join('+');
    })
    .join(' ');
}

export function partsOf(stroke: string): { readonly modifiers: readonly string[]; readonly key: string } {
  const parts = stroke.split(/(?<!\+)\+(?!$)/);
  return { modifiers: parts.slice(0, -1), key: parts.at(-1) ?? '' };
}

/** What was pressed, for whoever records it; null while only modifiers are down. */
export function strokeOf(press: KeyPress): string | null {
  const key = keyOf(press);
  if (key === null) return null;
  const down = [press.ctrlKey || press.metaKey ? 'Ctrl' : '', press.shiftKey ? 'Shift' : '', press.altKey ? 'Alt' : ''];
  return [...down.filter((name) => name !== ''), key].join('+');
}

/** True when the press is exactly this binding of one stroke. */
export function matchesKeybinding(binding: Keybinding, press: KeyPress): boolean {
  const { modifiers, key } = partsOf(parseKeybinding(binding) ?? binding);
  if ((press.ctrlKey || press.metaKey) !== modifiers.includes('Ctrl') || press.altKey !== modifiers.includes('Alt') || press.shiftKey !== modifiers.includes('Shift')) return false;
  return press.key.toLowerCase() === eventKey(key).toLowerCase() || (codeOf(key) === press.code && mayGoByPosition(press));
}

/** As people read it in a tooltip or menu: `Ctrl Shift E`. */
export function displayKeybinding(binding: Keybinding): string {
  return binding.replaceAll('+', ' ');
}

/** As `aria-keyshortcuts` wants it. */
export function ariaKeybinding(binding: Keybinding): string {
  return binding.replaceAll('Ctrl', 'Control');
}

/** What `KeyboardEvent.key` says for it without Shift. */
export function eventKey(key: string): string {
  return key === 'Space' ? ' ' : key;
}

/** Where the key lies, for layouts that have another character there; null for keys that have a name everywhere. */
export function codeOf(key: string): string | null {
  if (/^[A-Z]$/.test(key)) return `Key${key}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  return CODES[key] ?? null;
}

/**
 * A letter goes by position only where the layout has none of ours: on a French keyboard the key at `KeyQ` is A, and
 * Ctrl+A must not be Ctrl+Q.
 */
export function mayGoByPosition(press: Pick<KeyPress, 'key' | 'code'>): boolean {
  return !press.code.startsWith('Key') || press.key.length !== 1 || press.key.charCodeAt(0) > 127;
}

function parseStroke(text: string): string | null {
  const { modifiers, key } = partsOf(text);
  const names = modifiers.map((name) => MODIFIER_NAMES[name.toLowerCase()]);
  const lower = key.toLowerCase();
  const named = key.length === 1 ? key.toUpperCase() : (KNOWN.get(lower) ?? (Object.hasOwn(SHORT, lower) ? SHORT[lower] : undefined));
  if (named === undefined || names.includes(undefined) || /\s/.test(key)) return null;
  return [...MODIFIERS.filter((name) => names.includes(name)), named].join('+');
}

function keyOf({ key, code, shiftKey }: KeyPress): string | null {
  if (['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'OS', 'Fn', 'CapsLock', 'NumLock', 'Dead', 'Process', 'Unidentified'].includes(key) && !LYING_AT.has(code)) return null;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^Digit\d$/.test(code)) return code.slice(5);
  if (key === ' ') return 'Space';
  const lying = /^Key[A-Z]$/.test(code) ? code.slice(3) : LYING_AT.get(code);
  // With Shift the character is another one; what has no name of ours goes by where it lies.
  if (key.length === 1) return key.charCodeAt(0) < 128 && !shiftKey ? key : (lying ?? key);
  return KNOWN.get(key.toLowerCase()) ?? lying ?? null;
}
