const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Backspace: '⌫' };
const ARROWS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** "Ctrl+Shift+P" as people of this machine read it: "Ctrl Shift P", or "⌘⇧P". */
export function keysAsText(keys: string, isMac: boolean): string {
  // One press, or two after one another.
  return keys
    .split(' ')
    .map((press) => {
      const parts = press.split(/(?<!\+)\+(?!$)/).map((part) => ARROWS[part] ?? part);
      return isMac ? parts.map((part) => MAC_SIGNS[part] ?? part).join('') : parts.join(' ');
    })
    .join(' ');
}

export function isMacLike(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
