/** The name of another copy, as VS Code's: `a.txt` → `a copy.txt` → `a copy 2.txt`; `.env` → `.env copy`. */
export function nextCopyName(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const numbered = /^(.*) copy(?: (\d{1,9}))?$/s.exec(stem);
  if (numbered === null) return `${stem} copy${ending}`;
  return `${numbered[1] ?? ''} copy ${Number(numbered[2] ?? 1) + 1}${ending}`;
}
