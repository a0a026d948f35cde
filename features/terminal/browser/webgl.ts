import type { Terminal } from '@xterm/xterm';

/** Graphics by the processor: slower than the DOM. Browsers do not always own up to it by refusing the context. */
const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Draws by WebGL from then on where a graphics card does it; stays with the DOM where it would be emulated,
 * is missing, or is lost later.
 */
export async function drawByWebgl(terminal: Terminal): Promise<void> {
  if (!hasGraphicsCard()) return;
  const { WebglAddon } = await import('@xterm/addon-webgl');
  if (terminal.element?.isConnected !== true) return;
  const addon = new WebglAddon();
  addon.onContextLoss(() => addon.dispose());
  try {
    terminal.loadAddon(addon);
  } catch {
    addon.dispose(); // no context to be had after all: the DOM goes on drawing
  }
}

function hasGraphicsCard(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext(); // a page has only so many
  return typeof renderer === 'string' && !EMULATED.test(renderer);
}
