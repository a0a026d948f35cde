/** xterm.js and nothing else: echoes keys, or draws `?file=` as fast as it takes it and then says `drawn` in the title. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';

const CHUNK_BYTES = 64 * 1024;
const MAX_WAITING_CHUNKS = 8;

const terminal = new Terminal({ scrollback: 10_000, fontSize: 13 });
const fit = new FitAddon();
terminal.loadAddon(fit);
const element = document.getElementById('terminal');
if (element === null) throw new Error('no element');
terminal.open(element);
fit.fit();

// Echoes by itself: what drawing a key costs where nothing has to be asked.
terminal.onData((text) => terminal.write(text));

const file = new URLSearchParams(location.search).get('file');
if (file !== null) {
  const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
  const startedMs = performance.now();
  let waiting: Promise<void>[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    waiting.push(new Promise((resolve) => terminal.write(bytes.subarray(at, at + CHUNK_BYTES), resolve)));
    if (waiting.length >= MAX_WAITING_CHUNKS) waiting = (await Promise.all(waiting), []);
  }
  await Promise.all(waiting);
  document.title = `drawn ${performance.now() - startedMs}`;
}
