import type { IDisposable, Terminal } from '@xterm/xterm';

/** A picture of 4 megapixels, and as much as a few of them together in one terminal. */
const MAX_PIXELS = 4 * 1024 * 1024;
const MAX_SEQUENCE_BYTES = 8 * 1024 * 1024;
const STORED_MB = 32;

/** Pictures in the output (sixel and iTerm's), drawn from now on; the code for it is loaded when it is wanted. */
export async function loadImages(terminal: Terminal): Promise<IDisposable> {
  const { ImageAddon } = await import('@xterm/addon-image');
  const addon = new ImageAddon({ pixelLimit: MAX_PIXELS, sixelSizeLimit: MAX_SEQUENCE_BYTES, iipSizeLimit: MAX_SEQUENCE_BYTES, storageLimit: STORED_MB, enableSizeReports: false });
  terminal.loadAddon(addon);
  return addon;
}
