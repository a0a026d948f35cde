const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Backspace: '⌫' };

/** "Ctrl+Shift+P" as people of this machine read it: "Ctrl Shift P", or "⌘⇧P". */
export function keysAsText(keys: string, isMac: boolean): string {
  const parts = keys.split(/(?<!\+)\+(?!$)/);
  return isMac ? parts.map((part) => MAC_SIGNS[part] ?? part).join('') : parts.join(' ');
}

export function isMacLike(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
