import type { Terminal } from '@xterm/xterm';

import type { CommandTracker, TrackedCommand } from '../../../shared/command-tracker.ts';

export type GutterEvents = {
  /** What is said of a command: by a tooltip, to a screen reader. */
  describe(command: TrackedCommand): string;
  onPress(command: TrackedCommand, at: { readonly x: number; readonly y: number }): void;
};

/**
 * A sign beside each command that is in sight: how it ended. xterm's own decorations are all looked at in each frame;
 * this looks at those in sight, and touches the page only when they changed.
 */
export class CommandGutter {
  readonly element = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #commands: CommandTracker;
  readonly #events: GutterEvents;
  #drawn = '';
  /** The row of the command that was gone to. */
  #chosen: TrackedCommand | null = null;

  constructor(terminal: Terminal, commands: CommandTracker, events: GutterEvents) {
    this.#terminal = terminal;
    this.#commands = commands;
    this.#events = events;
    this.element.className = 'terminal-marks';
    terminal.onRender(() => this.update());
  }

  set isShown(isShown: boolean) {
    this.element.hidden = !isShown;
    this.update();
  }

  get chosen(): TrackedCommand | null {
    return this.#chosen?.prompt.isDisposed === true ? null : this.#chosen;
  }

  choose(command: TrackedCommand | null): void {
    this.#chosen = command;
    this.update();
  }

  /** Cheap while nothing changed: it is called for each frame. */
  update(): void {
    if (this.element.hidden) return;
    const { active } = this.#terminal.buffer;
    const visible = active.type === 'normal' ? this.#visible(active.viewportY) : [];
    const drawn = visible.map((command) => `${command.prompt.line - active.viewportY} ${stateOf(command)} ${command === this.chosen ? 'chosen' : ''}`).join(',');
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.replaceChildren(...visible.map((command) => this.#mark(command, command.prompt.line - active.viewportY)));
  }

  #visible(top: number): readonly TrackedCommand[] {
    const { commands } = this.#commands;
    const bottom = top + this.#terminal.rows;
    // What is in sight is mostly at the end.
    let first = commands.length;
    for (let command = commands[first - 1]; command !== undefined && command.prompt.line >= top; command = commands[first - 1]) first -= 1;
    return commands.slice(first).filter(({ prompt, output }) => prompt.line < bottom && output !== null);
  }

  #mark(command: TrackedCommand, row: number): HTMLElement {
    const mark = document.createElement('button');
    mark.type = 'button';
    mark.tabIndex = -1; // commands of the palette do the same
    mark.className = `mark ${stateOf(command)}`;
    if (command === this.chosen) mark.dataset['chosen'] = '';
    mark.style.setProperty('--row', String(row));
    mark.style.setProperty('--rows', String(this.#terminal.rows));
    mark.title = this.#events.describe(command);
    mark.setAttribute('aria-label', mark.title);
    mark.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays
    mark.addEventListener('click', () => {
      const box = mark.getBoundingClientRect();
      this.#events.onPress(command, { x: box.left, y: box.bottom });
    });
    return mark;
  }
}

export function stateOf({ isRunning, exitCode }: TrackedCommand): 'running' | 'ended' | 'failed' | 'left' {
  if (isRunning) return 'running';
  if (exitCode === null) return 'left';
  return exitCode === 0 ? 'ended' : 'failed';
}
