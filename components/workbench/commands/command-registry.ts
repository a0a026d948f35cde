import { Registry } from '../registry.ts';
import { Store, type Readable } from '../store.ts';
import type { Command } from './command.ts';
import { KeyTable } from './key-table.ts';
import type { Keybinding, KeyPress } from './keybinding.ts';
import { resolveBindings, type Binding, type KeybindingRule } from './resolve-bindings.ts';
import type { WhenContext } from './when.ts';

export type { Command } from './command.ts';

type Node = { readonly bindings: Binding[]; chords: KeyTable<Binding[]> | null };
type Commands = ReadonlyMap<string, Command>;

export class CommandRegistry {
  /** Keys that hold only under a condition, or that are bound apart from their command. */
  readonly defaults = new Registry<KeybindingRule>();
  /** The member's own, as in VS Code's `keybindings.json`. */
  readonly rules = new Store<readonly KeybindingRule[]>([]);
  /** The first stroke of two, while the second is waited for. */
  readonly pending: Readable<Keybinding | null>;
  private readonly commands = new Store<Commands>(new Map());
  private readonly onError: (error: unknown) => void;
  private readonly waiting = new Store<Keybinding | null>(null);
  private context: WhenContext = () => undefined;
  private chords: KeyTable<Binding[]> | null = null;
  private known: { readonly of: readonly unknown[]; readonly bindings: readonly Binding[]; readonly shown: Commands; readonly table: KeyTable<Node> } | null = null;

  /** `onError` is told what a command threw. */
  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
    this.pending = this.waiting;
  }

  /** Each with the keys that hold. */
  readonly all: Readable<Commands> = {
    get: () => this.resolved().shown,
    subscribe: (listener) => {
      const stops = [this.commands.subscribe(listener), this.defaults.subscribe(listener), this.rules.subscribe(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };

  /** What keys do, what is tried first at the front. Changes when `all` does. */
  get bindings(): readonly Binding[] {
    return this.resolved().bindings;
  }

  /** Says what the names in conditions stand for. */
  setContext(context: WhenContext): void {
    this.context = context;
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
    return this.all.get().get(id) ?? null;
  }

  /** The key that holds for what has this one by default: who shows a key need not know whose it is. */
  keyInsteadOf(byDefault: Keybinding): Keybinding | undefined {
    for (const { id, keybinding } of this.commands.get().values()) if (keybinding === byDefault) return this.get(id)?.keybinding;
    return byDefault;
  }

  /** Runs the command if there is one and it is enabled; tells whether it ran. */
  run(id: string): boolean {
    const command = this.commands.get().get(id);
    if (command === undefined || command.enabled?.() === false) return false;
    this.start(command);
    return true;
  }

  /**
   * Runs what the key is bound to; true when the press was used up. After the first stroke of two, `pending` says so
   * until the next press, whatever that is.
   */
  handleKey(press: KeyPress): boolean {
    if (isModifier(press.key)) return false;
    const { chords } = this;
    if (chords !== null) {
      this.forget();
      return press.key === 'Escape' || this.runFirst(chords.find(press) ?? []);
    }
    const node = this.resolved().table.find(press);
    if (node === undefined) return false;
    for (const binding of node.bindings) {
      if (!this.isOn(binding)) continue;
      if (binding.strokes.length === 1) return this.run(binding.command);
      this.chords = node.chords;
      this.waiting.set(binding.strokes[0] ?? null);
      return true;
    }
    return false;
  }

  /** The second stroke is not waited for any longer. */
  forget(): void {
    this.chords = null;
    this.waiting.set(null);
  }

  private runFirst(bindings: readonly Binding[]): boolean {
    for (const binding of bindings) if (this.isOn(binding)) return this.run(binding.command);
    return false;
  }

  private isOn(binding: Binding): boolean {
    if (binding.isShells && this.context('terminalFocus') === true) return false;
    const command = this.commands.get().get(binding.command);
    return command !== undefined && binding.holds(this.context) && command.enabled?.() !== false;
  }

  private start(command: Command): void {
    void (async () => command.run())().catch(this.onError);
  }

  private resolved(): NonNullable<CommandRegistry['known']> {
    const [commands, defaults, rules] = [this.commands.get(), this.defaults.get(), this.rules.get()];
    const { known } = this;
    if (known !== null && known.of[0] === commands && known.of[1] === defaults && known.of[2] === rules) return known;
    const bindings = resolveBindings({ commands: commands.values(), defaults, rules });
    this.known = { of: [commands, defaults, rules], bindings, shown: rules.length === 0 ? commands : withKeys(commands, bindings), table: tableOf(bindings) };
    return this.known;
  }
}

function tableOf(bindings: readonly Binding[]): KeyTable<Node> {
  const table = new KeyTable<Node>();
  for (const binding of bindings) {
    const [first = '', second] = binding.strokes;
    const node = table.ensure(first, () => ({ bindings: [], chords: null }));
    node.bindings.push(binding);
    if (second === undefined) continue;
    node.chords ??= new KeyTable();
    node.chords.ensure(second, () => []).push(binding);
  }
  return table;
}

/** The commands as they are shown: with the member's keys, without those that were taken away. */
function withKeys(commands: Commands, bindings: readonly Binding[]): Commands {
  const keys = new Map<string, Keybinding[]>();
  for (const { command, key, when, source } of bindings) {
    const isUsual = source === 'user' || when === (commands.get(command)?.when ?? null);
    if (isUsual) keys.set(command, [...(keys.get(command) ?? []), key]);
  }
  return new Map(
    [...commands].map(([id, command]) => {
      const [keybinding, ...alsoBoundTo] = keys.get(id) ?? [];
      return [id, { ...command, keybinding, alsoBoundTo }];
    }),
  );
}

function isModifier(key: string): boolean {
  return key === 'Control' || key === 'Shift' || key === 'Alt' || key === 'Meta' || key === 'AltGraph';
}
