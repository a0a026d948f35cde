import type { Terminal } from '@xterm/xterm';

import { hasFiles } from '../../../components/workbench/bring-files.ts';
import { DRAGGED_PATHS } from '../../../components/workbench/menus.ts';

export type PointerEvents = {
  /** The right button, or the key for it; what a program in the terminal asked for is its own. */
  onContextMenu(at: { readonly x: number; readonly y: number }): void;
  onDropPaths(paths: readonly string[]): void;
  /** Whether files of the member's computer may be dropped here. */
  takesFiles(): boolean;
  /** To be read before it returns. */
  onDropFiles(drop: DataTransfer): void;
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
    const { dataTransfer } = event;
    if (dataTransfer === null || !(dataTransfer.types.includes(DRAGGED_PATHS) || this.#bringsFiles(dataTransfer))) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'copy';
    this.#markTarget(true);
  }

  #onDrop(event: DragEvent): void {
    this.#markTarget(false);
    const { dataTransfer } = event;
    const paths = pathsIn(dataTransfer?.getData(DRAGGED_PATHS) ?? '');
    const bringsFiles = paths.length === 0 && this.#bringsFiles(dataTransfer);
    if (dataTransfer === null || (paths.length === 0 && !bringsFiles)) return;
    event.preventDefault();
    event.stopPropagation();
    if (bringsFiles) this.#events.onDropFiles(dataTransfer);
    else this.#events.onDropPaths(paths);
  }

  #bringsFiles(drop: DataTransfer | null): boolean {
    return hasFiles(drop) && this.#events.takesFiles();
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
