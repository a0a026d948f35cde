import type { Terminal } from '@xterm/xterm';

/**
 * Draws by WebGL from then on where a graphics card does it; stays with the DOM where it would be emulated
 * (slower than the DOM), is missing, or is lost later.
 */
export async function drawByWebgl(terminal: Terminal): Promise<void> {
  const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (probe === null) return;
  probe.getExtension('WEBGL_lose_context')?.loseContext(); // a page has few contexts
  const { WebglAddon } = await import('@xterm/addon-webgl');
  if (terminal.element?.isConnected !== true) return;
  try {
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    terminal.loadAddon(addon);
  } catch {
    // The DOM draws, as before.
  }
}
