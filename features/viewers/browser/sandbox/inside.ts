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
  });
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
