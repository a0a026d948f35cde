/** Keys that only show something else: what runs in a frame may be hostile, and press what it likes. */
const HARMLESS: ReadonlySet<string> = new Set([
  'Ctrl+P', 'Ctrl+E', 'Ctrl+Shift+P', 'F1', 'F6', 'Shift+F6', 'Ctrl+B', 'Ctrl+J', 'Ctrl+`', 'Ctrl+,', 'Ctrl+G', 'Ctrl+Tab', 'Ctrl+Shift+Tab', 'Ctrl+PageUp', 'Ctrl+PageDown', 'Ctrl+Alt+PageUp', 'Ctrl+Alt+PageDown',
  'Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+\\', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'Ctrl+Shift+E', 'Ctrl+Shift+F', 'Ctrl+Shift+G', 'Ctrl+Shift+O', 'Ctrl+Shift+V', 'Ctrl+W', 'Alt+W', 'Ctrl+F4', 'Ctrl+Shift+T', 'Alt+Shift+T',
]);

export type Press = { readonly key: string; readonly code: string; readonly ctrlKey: boolean; readonly shiftKey: boolean; readonly altKey: boolean };

/** A key that a frame says was pressed in it; `find`: the one that looks for something in it; null: none that the page takes from a frame. */
export function harmlessPress(message: Readonly<Record<string, unknown>>): Press | 'find' | null {
  const { key, code } = message;
  if (typeof key !== 'string' || typeof code !== 'string' || key.length > 20 || code.length > 20) return null;
  const ctrlKey = message['ctrlKey'] === true || message['metaKey'] === true;
  const [shiftKey, altKey] = [message['shiftKey'] === true, message['altKey'] === true];
  const name = [...(ctrlKey ? ['Ctrl'] : []), ...(altKey && !shiftKey ? ['Alt'] : []), ...(altKey && shiftKey ? ['Alt', 'Shift'] : shiftKey ? ['Shift'] : []), key.length === 1 ? key.toUpperCase() : key].join('+');
  if (name === 'Ctrl+F') return 'find';
  return HARMLESS.has(name) ? { key, code, ctrlKey, shiftKey, altKey } : null;
}
