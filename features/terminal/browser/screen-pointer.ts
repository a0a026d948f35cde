import type { Terminal } from '@xterm/xterm';

import { DRAGGED_PATHS } from '../../../components/workbench/menus.ts';

export type PointerEvents = {
  /** The right button, or the key for it; what a program in the terminal asked for is its own. */
  onContextMenu(at: { readonly x: number; readonly y: number }): void;
  onDropPaths(paths: readonly string[]): void;
  /** Ctrl and the wheel. @returns whether it was used up */
  onZoom(step: 1 | -1): boolean;
};

/** What a pointer does to a terminal beyond selecting. */
export class ScreenPointer {
  readonly #element: HTMLElement;
  readonly #terminal: Terminal;
  readonly #events: PointerEvents;
  readonly #leaving = new AbortController();

  constructor(element: HTMLElement, terminal: Terminal, events: PointerEvents) {
    this.#element = element;
    this.#terminal = terminal;
    this.#events = events;
    const { signal } = this.#leaving;
    element.addEventListener('contextmenu', (event) => this.#onContextMenu(event), { signal });
    element.addEventListener('dragover', (event) => this.#onDragOver(event), { signal });
    element.addEventListener('dragleave', () => this.#markTarget(false), { signal });
    element.addEventListener('drop', (event) => this.#onDrop(event), { signal });
    // Before xterm, which scrolls.
    element.addEventListener('wheel', (event) => this.#onWheel(event), { signal, capture: true, passive: false });
  }

  dispose(): void {
    this.#leaving.abort();
  }

  #onContextMenu(event: MouseEvent): void {
    event.preventDefault();
    // Shift says that the person means us, as it does for selecting.
    if (this.#terminal.modes.mouseTrackingMode !== 'none' && !event.shiftKey && event.button === 2) return;
    const box = this.#element.getBoundingClientRect();
    const isByKey = event.button !== 2;
    this.#events.onContextMenu(isByKey ? { x: box.left + 24, y: box.top + 24 } : { x: event.clientX, y: event.clientY });
  }

  #onDragOver(event: DragEvent): void {
    if (event.dataTransfer?.types.includes(DRAGGED_PATHS) !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.#markTarget(true);
  }

  #onDrop(event: DragEvent): void {
    this.#markTarget(false);
    const paths = pathsIn(event.dataTransfer?.getData(DRAGGED_PATHS) ?? '');
    if (paths.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#events.onDropPaths(paths);
  }

  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey || event.deltaY === 0 || !this.#events.onZoom(event.deltaY < 0 ? 1 : -1)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #markTarget(isTarget: boolean): void {
    if (isTarget) this.#element.dataset['dropTarget'] = '';
    else delete this.#element.dataset['dropTarget'];
  }
}

function pathsIn(data: string): readonly string[] {
  try {
    const paths: unknown = JSON.parse(data);
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string' && path.startsWith('/')) : [];
  } catch {
    return [];
  }
}
