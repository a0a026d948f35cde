import { parseKeybinding, vscodeKeybinding, type Keybinding } from '../../../../components/workbench/commands/keybinding.ts';
import type { Command } from '../../../../components/workbench/commands/command.ts';
import type { Binding, KeybindingRule } from '../../../../components/workbench/commands/resolve-bindings.ts';

/** One command and one of its keys; null: it has none. */
export type KeyRow = {
  readonly command: Command;
  readonly binding: Binding | null;
  /** Which of the command's keys, from 0. */
  readonly at: number;
  readonly isClash: boolean;
};

/** Every command with every key, and those without, in the order of the commands. */
export function keyRows(commands: Iterable<Command>, bindings: readonly Binding[]): readonly KeyRow[] {
  const byCommand = Map.groupBy(bindings, ({ command }) => command);
  const clashing = clashesOf(bindings);
  return [...commands].flatMap((command): KeyRow[] => {
    const own = byCommand.get(command.id) ?? [];
    return own.length === 0 ? [{ command, binding: null, at: 0, isClash: false }] : own.map((binding, at) => ({ command, binding, at, isClash: clashing.has(binding) }));
  });
}

/** The bindings that hide another one, or are hidden, by what the member set; defaults share keys on purpose. */
function clashesOf(bindings: readonly Binding[]): ReadonlySet<Binding> {
  const clashing = new Set<Binding>();
  for (const own of bindings.filter(({ source }) => source === 'user')) {
    const others = clashesWith(bindings, own).filter((other) => other !== own);
    if (others.length > 0) for (const binding of [own, ...others]) clashing.add(binding);
  }
  return clashing;
}

/** What would stop working where the command had that key: the same key, or one of two strokes that it begins, in the same places. */
export function clashesWith(bindings: readonly Binding[], wanted: { readonly key: Keybinding; readonly command: string; readonly when: string | null }): readonly Binding[] {
  const first = (key: string): string => key.split(' ')[0] ?? '';
  return bindings.filter(({ key, command, when }) => {
    const isSame = key === wanted.key || (first(key) === first(wanted.key) && (!key.includes(' ') || !wanted.key.includes(' ')));
    return isSame && command !== wanted.command && (when === wanted.when || when === null || wanted.when === null || when === '' || wanted.when === '');
  });
}

export type KeyChange = { readonly added: readonly KeybindingRule[]; readonly isOut: (rule: KeybindingRule) => boolean };

/** The rules that give the command this key: instead of `replaced`, and so that nobody of `freed` has it any longer. */
export function changeFor(about: { readonly command: string; readonly key: Keybinding; readonly when: string | null; readonly replaced: Binding | null; readonly freed: readonly Binding[] }): KeyChange {
  const gone = [...(about.replaced === null ? [] : [about.replaced]), ...about.freed];
  const rule: KeybindingRule = { key: vscodeKeybinding(about.key), command: about.command, ...(about.when === null || about.when === '' ? {} : { when: about.when }) };
  const taken = removalOf(gone);
  return { added: [...taken.added, rule], isOut: taken.isOut };
}

/** The rules that take these away: the member's own are struck out, a default is taken by a rule of its own. */
export function removalOf(bindings: readonly Binding[]): KeyChange {
  const own = bindings.filter(({ source }) => source === 'user');
  const defaults = bindings.filter(({ source }) => source === 'default');
  return {
    added: defaults.map(({ key, command, when }) => ({ key: vscodeKeybinding(key), command: `-${command}`, ...(when === null || when === '' ? {} : { when }) })),
    isOut: (rule) => own.some((binding) => rule.command === binding.command && parseKeybinding(rule.key) === binding.key && (rule.when ?? null) === binding.when),
  };
}

/** Strikes out everything that the member set for a command. */
export function resetOf(command: string): KeyChange {
  return { added: [], isOut: (rule) => rule.command === command || rule.command === `-${command}` };
}
