import type { Monaco } from '../monaco/load-monaco.ts';

/** As people call it; null: plain text. */
export function languageName(monaco: Monaco, id: string): string | null {
  if (id === 'plaintext') return null;
  return monaco.languages.getLanguages().find((known) => known.id === id && known.aliases)?.aliases?.[0] ?? id;
}
