const FOCUSABLE = 'button:not([disabled]):not([tabindex="-1"]), a[href], input:not([disabled]), textarea, [contenteditable="true"], [tabindex="0"]';

/** Where the focus was in each sheet when it was last there. */
const lastFocus = new WeakMap<Element, HTMLElement>();

/** Remembers where the focus is, sheet by sheet. Returns the function that stops it. */
export function rememberFocus(bench: HTMLElement): () => void {
  const onFocus = (event: FocusEvent): void => {
    const { target } = event;
    const sheet = target instanceof HTMLElement ? target.closest('[data-sheet]') : null;
    if (sheet !== null && target instanceof HTMLElement) lastFocus.set(sheet, target);
  };
  bench.addEventListener('focusin', onFocus);
  return () => bench.removeEventListener('focusin', onFocus);
}

/** Moves the focus to the next (or previous) sheet that shows, round the bench; to where it was in it. */
export function cycleSheets(bench: HTMLElement, by: 1 | -1): void {
  const sheets = [...bench.querySelectorAll<HTMLElement>('[data-sheet]')].filter((sheet) => sheet.checkVisibility());
  const at = sheets.findIndex((sheet) => sheet.contains(document.activeElement));
  for (let step = 1; step <= sheets.length; step += 1) {
    const sheet = sheets[(Math.max(at, by === 1 ? at : 0) + by * step + sheets.length * 2) % sheets.length];
    if (sheet !== undefined && focusSheet(sheet)) return;
  }
}

/** Puts the focus into a sheet; false when nothing in it can have it. */
export function focusSheet(sheet: HTMLElement): boolean {
  const last = lastFocus.get(sheet);
  const wanted = [last, ...sheet.querySelectorAll<HTMLElement>('[data-first-focus]'), ...sheet.querySelectorAll<HTMLElement>(FOCUSABLE)];
  for (const element of wanted) {
    if (element === undefined || !element.isConnected || !element.checkVisibility()) continue;
    element.focus();
    if (sheet.contains(document.activeElement)) return true;
  }
  return false;
}
