import type { KeybindingRule } from '../../../../components/workbench/commands/resolve-bindings.ts';
import { parseKeybinding } from '../../../../components/workbench/commands/keybinding.ts';
import { parseWhen } from '../../../../components/workbench/commands/when.ts';
import { ourCommand } from './vscode-commands.ts';

/** More than anybody has by hand; what goes beyond is not read. */
export const MAX_RULES = 2000;

export type RuleProblem = { readonly at: number; readonly problem: 'no_rule' | 'no_key' | 'no_when' | 'too_many' };

/** The rules that can be followed, and what is wrong with the others, by their place from 1. */
export function readRules(items: readonly unknown[]): { readonly rules: readonly KeybindingRule[]; readonly problems: readonly RuleProblem[] } {
  const rules: KeybindingRule[] = [];
  const problems: RuleProblem[] = items.length > MAX_RULES ? [{ at: MAX_RULES + 1, problem: 'too_many' }] : [];
  for (const [index, item] of items.slice(0, MAX_RULES).entries()) {
    const rule = ruleOf(item);
    const problem = rule === null ? 'no_rule' : problemOf(rule);
    if (rule !== null && problem === null) rules.push(rule);
    else problems.push({ at: index + 1, problem: problem ?? 'no_rule' });
  }
  return { rules, problems };
}

/** null: it is no rule. Commands are named as they are here. */
export function ruleOf(item: unknown): KeybindingRule | null {
  if (typeof item !== 'object' || item === null || !('key' in item) || !('command' in item)) return null;
  const { key, command } = item;
  const when = 'when' in item ? item.when : undefined;
  if (typeof key !== 'string' || typeof command !== 'string' || command === '' || (when !== undefined && typeof when !== 'string')) return null;
  const own = ourCommand(command);
  return when === undefined ? { key, command: own } : { key, command: own, when };
}

function problemOf({ key, command, when }: KeybindingRule): 'no_key' | 'no_when' | null {
  const isForAll = command.startsWith('-') && key === '';
  if (!isForAll && parseKeybinding(key) === null) return 'no_key';
  return when === undefined || when === '' || command.startsWith('-') || parseWhen(when) !== null ? null : 'no_when';
}
