import { defineSession } from '../../../components/workbench/session.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { Recent } from '../../../components/workbench/recent.ts';

/**
 * Quick access as it is asked for; `text` is what the field begins with. `usable`: the commands that could run where
 * the focus was. Each asking is another object.
 */
export type Asked = { readonly text: string; readonly usable: ReadonlySet<string> };

/** What the palette keeps for one workbench: whether it is open, and what was used lately. */
export class PaletteSession {
  readonly asked = new Store<Asked | null>(null);
  /** A key of the palette was pressed while it was open. */
  readonly again = new Signal<{ readonly text: string }>();
  readonly commands: Recent;
  private readonly workbench: Workbench;
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    this.commands = new Recent({ key: 'atelier:recent-commands', storage: localStorage, most: 50 });
    const { prompts } = workbench;
    this.stops = [
      workbench.quickOpen.subscribe(({ text }) => this.open(text)),
      prompts.current.subscribe(() => prompts.current.get() !== null && this.close()),
    ];
  }

  open(text: string): void {
    if (this.asked.get() !== null) this.again.emit({ text });
    else this.asked.set({ text, usable: this.usable() });
  }

  close(): void {
    this.asked.set(null);
  }

  private usable(): ReadonlySet<string> {
    const all = [...this.workbench.commands.all.get().values()];
    return new Set(all.filter((command) => command.enabled?.() !== false).map(({ id }) => id));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }
}

export const paletteSession = defineSession((workbench) => new PaletteSession(workbench));
