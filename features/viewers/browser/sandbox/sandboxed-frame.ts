import { colour, currentTheme, onThemeChange } from '../../../../components/ui/theme.ts';

/**
 * What members wrote is drawn in a frame without an origin: it has no cookies, no storage, no way to the page, and by
 * its own policy no network either. The one script that runs in it is ours; it talks with the page over a port.
 */
export type SandboxedFrame = {
  readonly send: (message: object, transfer?: Transferable[]) => void;
  readonly dispose: () => void;
};

export type FrameOptions = {
  readonly element: HTMLIFrameElement;
  /** The text of the script. */
  readonly script: string;
  readonly onReady: (frame: SandboxedFrame) => void;
  /** From code that draws what may be hostile: whoever takes it looks at what it is. */
  readonly onMessage: (message: Readonly<Record<string, unknown>>) => void;
};

/** Colours of the look that frames may use, as CSS variables of the same names. */
const COLOURS = ['sheet', 'inset', 'raised', 'hover', 'line', 'edge', 'ink', 'ink-2', 'ink-3', 'accent-ink', 'accent-soft', 'focus', 'code', 'warning', 'warning-soft', 'failed'];

export function openFrame({ element, script, onReady, onMessage }: FrameOptions): () => void {
  const { port1: port, port2: theirs } = new MessageChannel();
  const send: SandboxedFrame['send'] = (message, transfer = []) => port.postMessage(message, transfer);
  const sendLook = (): void => send({ type: 'look', theme: currentTheme(), colours: Object.fromEntries(COLOURS.map((name) => [name, colour(name)])) });
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null) onMessage(data as Readonly<Record<string, unknown>>);
  });
  port.start();
  const stopLook = onThemeChange(sendLook);
  const dispose = (): void => {
    stopLook();
    port.close();
    element.removeEventListener('load', loaded);
    element.removeAttribute('srcdoc');
  };
  // Once: what the frame may become later gets no port.
  const loaded = (): void => {
    element.removeEventListener('load', loaded);
    element.contentWindow?.postMessage('port', '*', [theirs]);
    sendLook();
    onReady({ send, dispose });
  };
  element.addEventListener('load', loaded);
  element.sandbox.value = 'allow-scripts';
  element.srcdoc = documentOf(script);
  return dispose;
}

/** The page's own nonce lets this one script through the policy that a frame inherits. */
function documentOf(script: string): string {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data: blob:; form-action 'none'; base-uri 'none'`;
  const code = script.replaceAll(/<\/(script)/gi, String.raw`<\/$1`).replaceAll('<!--', String.raw`<\!--`);
  return `<!doctype html><html lang="${document.documentElement.lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body><script type="module" nonce="${nonce}">${code}</script></body></html>`;
}

const scripts = new Map<string, Promise<string>>();

/** The text of one of the page's own scripts, once. @throws TypeError when the network has not got it */
export function scriptText(address: string): Promise<string> {
  const known = scripts.get(address);
  if (known !== undefined) return known;
  const text = fetch(address).then((response) => (response.ok ? response.text() : Promise.reject(new TypeError(`${address}: ${response.status}`))));
  scripts.set(address, text);
  text.catch(() => scripts.delete(address));
  return text;
}
