/** `Ctrl+Shift+E`, `F6`, `` Ctrl+` ``: modifiers first, in this order, then one key. Ctrl also means Command on a Mac. */
export type Keybinding = string;

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** True when the press is exactly this binding. Letters and the backquote go by position too, for non-Latin layouts. */
export function matchesKeybinding(binding: Keybinding, press: KeyPress): boolean {
  const parts = binding.split('+');
  const key = parts.at(-1) ?? '';
  const ctrl = press.ctrlKey || press.metaKey;
  if (ctrl !== parts.includes('Ctrl') || press.altKey !== parts.includes('Alt')) return false;
  if (press.shiftKey !== parts.includes('Shift')) return false;
  return press.key.toLowerCase() === key.toLowerCase() || codeOf(key) === press.code;
}

/** As people read it in a tooltip or menu: `Ctrl Shift E`. */
export function displayKeybinding(binding: Keybinding): string {
  return binding.replaceAll('+', ' ');
}

/** As `aria-keyshortcuts` wants it. */
export function ariaKeybinding(binding: Keybinding): string {
  return binding.replace('Ctrl', 'Control');
}

function codeOf(key: string): string {
  if (key === '`') return 'Backquote';
  return /^[A-Za-z]$/.test(key) ? `Key${key.toUpperCase()}` : key;
}
