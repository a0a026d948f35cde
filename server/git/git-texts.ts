import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };

export type GitText = keyof typeof en;

/** What a git client shows after `remote:`. Git says in Accept-Language what its user reads. */
export function gitText(text: GitText, { french, values = {} }: { readonly french: boolean; readonly values?: Readonly<Record<string, string | number>> }): string {
  return (french ? fr : en)[text].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
