const INSTALLED = '(display-mode: standalone), (display-mode: window-controls-overlay), (display-mode: fullscreen)';

/** Whether the page is an app of its own, in which Ctrl+W, Ctrl+N and Ctrl+T are ours. */
export function isInstalled(): boolean {
  return matchMedia(INSTALLED).matches;
}

type LockingNavigator = Navigator & { readonly keyboard?: { lock?(): Promise<void>; unlock?(): void } };

/** Over the whole screen, where browsers that can lock the keyboard leave us every key. */
export async function toggleFullScreen(): Promise<void> {
  const { keyboard }: LockingNavigator = navigator;
  if (document.fullscreenElement !== null) {
    keyboard?.unlock?.();
    await document.exitFullscreen();
    return;
  }
  await document.documentElement.requestFullscreen();
  await keyboard?.lock?.().catch(() => undefined); // without it the browser keeps its own keys, as ever
}
