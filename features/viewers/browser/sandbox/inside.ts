/** The side of a frame that is in it (sandboxed-frame.ts is the other): waits for the port, and wears the look. */
export type Page = { readonly send: (message: object, transfer?: Transferable[]) => void };

export function meetPage(onMessage: (message: Readonly<Record<string, unknown>>, page: Page) => void): void {
  addEventListener('message', function meet(event: MessageEvent<unknown>) {
    const [port] = event.ports;
    if (event.source !== parent || event.data !== 'port' || port === undefined) return;
    removeEventListener('message', meet);
    const page: Page = { send: (message, transfer = []) => port.postMessage(message, transfer) };
    port.addEventListener('message', ({ data }: MessageEvent<Readonly<Record<string, unknown>>>) => {
      if (data['type'] === 'look') wear(data);
      onMessage(data, page);
    });
    port.start();
    passKeysOn(page);
  });
}

/** Keys that the frame has no use for: the page takes those that it knows. */
function passKeysOn(page: Page): void {
  addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (!(ctrlKey || metaKey || altKey || /^F\d+$/.test(key)) || (ctrlKey && !shiftKey && /^[acvx]$/i.test(key))) return;
    page.send({ type: 'key', key, code, ctrlKey, metaKey, shiftKey, altKey });
    if (isPages(event)) event.preventDefault();
  });
}

/** What browsers would do with it themselves would come on top. */
function isPages({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'F1' || key === 'F3' || key === 'F6' || ((ctrlKey || metaKey) && /^[bfgjp]$/i.test(key));
}

function wear(look: Readonly<Record<string, unknown>>): void {
  const { style } = document.documentElement;
  style.colorScheme = look['theme'] === 'light' ? 'light' : 'dark';
  for (const [name, value] of Object.entries(look['colours'] as Record<string, string>)) style.setProperty(`--${name}`, value);
}

export function addStyle(css: string): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
}
