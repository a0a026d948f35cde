import type { Command } from './command.ts';
import { parseKeybinding, type Keybinding } from './keybinding.ts';
import { parseWhen, type When } from './when.ts';

/** One entry of VS Code's `keybindings.json`. `-command` takes a key away that the command has by default. */
export type KeybindingRule = { readonly key: string; readonly command: string; readonly when?: string };

export type Binding = {
  readonly key: Keybinding;
  /** One or two strokes. */
  readonly strokes: readonly string[];
  readonly command: string;
  readonly when: string | null;
  readonly holds: When;
  readonly source: 'default' | 'user';
  /** In a terminal it is the program's: shells have a use for the key, and nobody said that it is ours there. */
  readonly isShells: boolean;
};

/** What readline, job control and editors in a terminal live by; Ctrl with B, E, J, N, P and S stay ours, as in VS Code. */
const SHELLS_OWN = /^(Ctrl\+[ACDGHIKLMOQRTUVWXYZ\\[\]]|Ctrl\+Space|Alt\+([A-Z.]|Arrow\w+|Backspace))$/;

const always: When = () => true;

/** Everything that keys do, what is tried first at the front: the member's rules, the last one first, then the defaults. */
export function resolveBindings(about: { readonly commands: Iterable<Command>; readonly defaults: readonly KeybindingRule[]; readonly rules: readonly KeybindingRule[] }): readonly Binding[] {
  const defaults = [...about.commands].flatMap(defaultRules).concat(about.defaults).flatMap((rule) => bindingOf(rule, 'default'));
  // What holds in one place only is meant before what holds everywhere.
  let bindings: readonly Binding[] = [...defaults.filter(({ when }) => when !== null), ...defaults.filter(({ when }) => when === null)];
  for (const rule of about.rules) {
    if (rule.command.startsWith('-')) bindings = bindings.filter((binding) => !isTaken(binding, rule));
    else bindings = [...bindingOf(rule, 'user'), ...bindings];
  }
  return bindings;
}

function defaultRules({ id, keybinding, alsoBoundTo = [], when }: Command): readonly KeybindingRule[] {
  return [...(keybinding === undefined ? [] : [keybinding]), ...alsoBoundTo].map((key) => ({ key, command: id, ...(when === undefined ? {} : { when }) }));
}

function bindingOf({ key, command, when }: KeybindingRule, source: Binding['source']): readonly Binding[] {
  const parsed = parseKeybinding(key);
  const holds = when === undefined || when === '' ? always : parseWhen(when);
  if (parsed === null || holds === null) return [];
  const strokes = parsed.split(' ');
  const isMeantThere = when?.includes('terminalFocus') === true;
  const isShells = !isMeantThere && (strokes.length > 1 || (source === 'default' && SHELLS_OWN.test(parsed)));
  return [{ key: parsed, strokes, command, when: when ?? null, holds, source, isShells }];
}

function isTaken(binding: Binding, { key, command, when }: KeybindingRule): boolean {
  if (binding.command !== command.slice(1)) return false;
  if (when !== undefined && when !== (binding.when ?? '')) return false;
  return key === '' || parseKeybinding(key) === binding.key;
}
