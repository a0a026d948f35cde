import { codeOf, eventKey, mayGoByPosition, partsOf, type KeyPress } from './keybinding.ts';

const CTRL = 1;
const SHIFT = 2;
const ALT = 4;

/**
 * What is bound to a stroke, found with two look-ups and no text made: every key that anybody presses comes by here.
 * By the character first, then by the key's place, for layouts that have another character there.
 */
export class KeyTable<T> {
  private readonly byKey = Array.from({ length: 8 }, () => new Map<string, T>());
  private readonly byCode = Array.from({ length: 8 }, () => new Map<string, T>());

  /** What the stroke has, made now when it has nothing. */
  ensure(stroke: string, create: () => T): T {
    const { modifiers, key } = partsOf(stroke);
    const bits = (modifiers.includes('Ctrl') ? CTRL : 0) | (modifiers.includes('Shift') ? SHIFT : 0) | (modifiers.includes('Alt') ? ALT : 0);
    const keys = this.byKey[bits] ?? new Map<string, T>();
    const spelled = eventKey(key);
    const known = keys.get(spelled) ?? create();
    keys.set(spelled, known);
    if (/^[A-Z]$/.test(key)) keys.set(key.toLowerCase(), known);
    const code = codeOf(key);
    if (code !== null) this.byCode[bits]?.set(code, known);
    return known;
  }

  find(press: KeyPress): T | undefined {
    const bits = (press.ctrlKey || press.metaKey ? CTRL : 0) | (press.shiftKey ? SHIFT : 0) | (press.altKey ? ALT : 0);
    return this.byKey[bits]?.get(press.key) ?? (mayGoByPosition(press) ? this.byCode[bits]?.get(press.code) : undefined);
  }
}
