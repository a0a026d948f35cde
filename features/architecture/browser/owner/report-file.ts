import type { ProofReport } from '../../contract.ts';

const KEPT_MS = 60_000;

/** The words around a report's figures, in the owner's language. */
export type ReportWords = {
  readonly title: string;
  readonly where: string;
  readonly verdict: string;
  readonly kinds: Readonly<Record<string, { readonly name: string; readonly about: string; readonly result: string }>>;
  readonly holes: string;
  readonly incomplete: string;
};

/** A page of its own, without a script, to be read or printed anywhere. */
export function reportPage({ kinds }: ProofReport, words: ReportWords, language: string): string {
  const rows = kinds.map(({ kind, attempts, holes, incomplete, examples }) => {
    const { name = kind, about = '', result = '' } = words.kinds[kind] ?? {};
    const found = holes.map(({ what, answer }) => `<li class="hole">${escaped(what)}: <b>${escaped(answer)}</b></li>`).join('');
    const shown = examples.map(({ asked, answer }) => `<li><code>${escaped(asked)}</code> → ${escaped(answer)}</li>`).join('');
    const left = incomplete === null ? '' : `<p class="hole">${escaped(words.incomplete)} ${escaped(incomplete)}</p>`;
    return `<tr><th scope="row">${escaped(name)}</th><td>${escaped(about)}</td><td class="figure">${attempts}</td><td class="${holes.length === 0 ? 'held' : 'hole'}">${escaped(result)}</td></tr>${found + shown + left === '' ? '' : `<tr><td></td><td colspan="3"><ul>${found}${shown}</ul>${left}</td></tr>`}`;
  });
  const style = 'body{font:14px/1.5 sans-serif;max-width:860px;margin:32px auto;padding:0 16px;color:#1f1d1a}table{width:100%;border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:8px;border-top:1px solid #ddd}.figure{text-align:right}.held{color:#19713a}.hole{color:#b3261e}code{font-size:12px}';
  return `<!doctype html>\n<html lang="${escaped(language)}"><meta charset="utf-8"><title>${escaped(words.title)}</title><style>${style}</style><h1>${escaped(words.title)}</h1><p>${escaped(words.where)}</p><p><b>${escaped(words.verdict)}</b></p><table>${rows.join('\n')}</table></html>\n`;
}

export function download(text: string, { name, type }: { readonly name: string; readonly type: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The download has its own hold on it once it was clicked.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => names[character] ?? character);
}
