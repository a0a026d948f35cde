import { WorkspaceName } from '../contract.ts';

const MAX_CHARACTERS = 40;

/** The nearest name that is allowed: "Humans Lab!" is humans-lab; null when nothing remains. */
export function suggestName(text: string): string | null {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/^-+|-+$/g, '');
  return WorkspaceName.safeParse(plain).success ? plain : null;
}

export type NameVerdict = { readonly state: 'good'; readonly name: string } | { readonly state: 'missing' } | { readonly state: 'wrong'; readonly suggestion: string | null };

export function judgeName(text: string): NameVerdict {
  const name = text.trim();
  if (name === '') return { state: 'missing' };
  return WorkspaceName.safeParse(name).success ? { state: 'good', name } : { state: 'wrong', suggestion: suggestName(name) };
}
