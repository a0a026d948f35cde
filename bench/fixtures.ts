/** What is opened, printed and listed: the same in Atelier and on the plain pages. */
export const SOURCE_LINES = 2000;
export const LAST_LINE = '// the very end';
export const FOLDER_ENTRIES = 5000;

const LINE = 'the quick brown fox jumps over the lazy dog 0123456789 the quick brown fox';

/** TypeScript of `lines` lines that looks like code; its first line begins with `// first`. */
export function sourceText(lines = SOURCE_LINES): string {
  const body = Array.from({ length: lines - 2 }, (_, index) =>
    index % 4 === 3 ? `}` : index % 4 === 0 ? `export function step${index}(input: string, count = ${index}): string {` : `  const value${index} = input.slice(${index}) + \`\${count}\`; // line ${index}`,
  );
  return ['// first line of the file', ...body, LAST_LINE].join('\n');
}

/** Plain lines, `bytes` long to within a line. The first line tells the size. */
export function largeText(bytes: number): string {
  const lines = Math.floor(bytes / (LINE.length + 1));
  return `first of ${bytes}\n${`${LINE}\n`.repeat(lines - 1)}`;
}

/** A command that prints lines of text, `bytes` in all, and then `marker` (which the command itself does not spell). */
export function printLines(bytes: number, marker: string): string {
  return `yes '${LINE}' | head -c ${bytes}; echo ${hidden(marker)}`;
}

/** The same bytes as `printLines` prints. */
export function printedLines(bytes: number): string {
  return `${LINE}\r\n`.repeat(Math.ceil(bytes / (LINE.length + 1)));
}

/** Lines of 1,000 characters, a colour every ten of them. */
export function colouredText(bytes: number): string {
  const cells = Array.from({ length: 100 }, (_, index) => `\x1b[38;5;${16 + (index % 200)}m${String(index).padStart(10, '.')}`);
  const line = `${cells.join('')}\x1b[0m\r\n`;
  return line.repeat(Math.ceil(bytes / line.length));
}

export function entryNames(): string[] {
  return Array.from({ length: FOLDER_ENTRIES }, (_, index) => `file-${String(index).padStart(4, '0')}.txt`);
}

/** Spelt so that a shell prints the marker while the typed line does not contain it. */
export function hidden(marker: string): string {
  return `${marker.slice(0, 1)}''${marker.slice(1)}`;
}
