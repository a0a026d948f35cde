import type { Decision, ProposalDetail } from '../contract.ts';

export type Choice = 'accept' | 'return';
export type Wish = Pick<Decision, 'words' | 'method' | 'endsBranch'>;
/** By part; what is not in it is accepted. */
export type Choices = Readonly<Record<string, Choice>>;
export type Sum = 'accept' | 'mixed' | 'return';

type Chosen = { readonly sum: Sum; readonly accepted: readonly string[]; readonly returned: readonly string[] };

/** What the choices come to. Without parts to show there is only everything or nothing, which `whole` says. */
export function sumOf(parts: ProposalDetail['parts'], choices: Choices, whole: Choice): Chosen {
  const accepted = parts.filter(({ id }) => choiceOf(choices, id) === 'accept').map(({ id }) => id);
  const returned = parts.filter(({ id }) => choiceOf(choices, id) === 'return').map(({ id }) => id);
  if (parts.length === 0) return { sum: whole, accepted, returned };
  return { sum: returned.length === 0 ? 'accept' : accepted.length === 0 ? 'return' : 'mixed', accepted, returned };
}

export function choiceOf(choices: Choices, id: string): Choice {
  return choices[id] ?? 'accept';
}

/** What goes to the server: about exactly what was looked at. */
export function decisionOf({ id, revision, base, head }: ProposalDetail, { sum, accepted }: Pick<Chosen, 'sum' | 'accepted'>, wish: Wish): Decision {
  return { proposalId: id, revision, base, head, accepted: sum === 'accept' ? 'all' : sum === 'return' ? [] : [...accepted], ...wish };
}
