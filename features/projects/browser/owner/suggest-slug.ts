import { slugProblem } from '../../contract.ts';

const MAX_CHARACTERS = 40;

/** The nearest name that is allowed: "Humans Lab!" is humans-lab; null when nothing remains. */
export function suggestSlug(text: string): string | null {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/-+$/g, '');
  return slugProblem(plain) === null ? plain : null;
}
