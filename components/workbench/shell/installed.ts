const INSTALLED = '(display-mode: standalone), (display-mode: window-controls-overlay), (display-mode: fullscreen)';

/** Whether the page is an app of its own, in which Ctrl+W, Ctrl+N and Ctrl+T are ours. */
export function isInstalled(): boolean {
  return matchMedia(INSTALLED).matches;
}
