import type { MessageKey } from '../message-key.ts';
import { Store, type Readable } from '../store.ts';
import { matchesKeybinding, type Keybinding } from './keybinding.ts';

/** Something a member can do by name. Menus, key bindings and the palette are made from these. */
export type Command = {
  /** `feature.verb`, stable. */
  readonly id: string;
  /** Full key of the catalogues. */
  readonly titleKey: MessageKey;
  readonly keybinding?: Keybinding;
  /** Other keys for the same thing; not shown. */
  readonly alsoBoundTo?: readonly Keybinding[];
  /** false: the key goes on to whoever has the focus, and menus leave the command out. */
  readonly enabled?: () => boolean;
  readonly run: () => void | Promise<void>;
};

export class CommandRegistry {
  private readonly commands = new Store<ReadonlyMap<string, Command>>(new Map());
  private readonly onError: (error: unknown) => void;

  /** `onError` is told what a command threw. */
  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  get all(): Readable<ReadonlyMap<string, Command>> {
    return this.commands;
  }

  /** Returns the function that takes them away again. @throws Error when an id is taken */
  register(commands: readonly Command[]): () => void {
    const next = new Map(this.commands.get());
    for (const command of commands) {
      if (next.has(command.id)) throw new Error(`command ${command.id} exists`);
      next.set(command.id, command);
    }
    this.commands.set(next);
    return () => {
      const rest = new Map(this.commands.get());
      for (const { id } of commands) rest.delete(id);
      this.commands.set(rest);
    };
  }

  get(id: string): Command | null {
    return this.commands.get().get(id) ?? null;
  }

  /** Runs the command if there is one and it is enabled; tells whether it ran. */
  run(id: string): boolean {
    const command = this.get(id);
    if (command === null || command.enabled?.() === false) return false;
    this.start(command);
    return true;
  }

  /** Runs what the key is bound to; true when the press was used up. */
  handleKey(press: Parameters<typeof matchesKeybinding>[1]): boolean {
    for (const command of this.commands.get().values()) {
      const bindings = [...(command.keybinding === undefined ? [] : [command.keybinding]), ...(command.alsoBoundTo ?? [])];
      if (!bindings.some((binding) => matchesKeybinding(binding, press))) continue;
      if (command.enabled?.() === false) continue;
      this.start(command);
      return true;
    }
    return false;
  }

  private start(command: Command): void {
    void (async () => command.run())().catch(this.onError);
  }
}
