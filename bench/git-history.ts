import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A long history in which every commit changes one file, and every so many of them one line of the file that is blamed. */
export const COMMITS = 50_000;
export const FILES = 10_000;
export const BLAMED = 'src/blamed.txt';
export const BLAMED_LINES = 2000;
const FILES_IN_FOLDER = 100;
const BLAMED_BY_EACH = 100;
/** Git's commands that make of it what a clone is. */
export const AFTER_IMPORT = [['reset', '-q', '--hard'], ['update-ref', 'refs/remotes/origin/main', 'HEAD'], ['repack', '-q', '-a', '-d']] as const;

export function nameOf(index: number): string {
  return `src/folder${Math.floor(index / FILES_IN_FOLDER)}/file${index}.txt`;
}

/** Writes it to a `git fast-import`, wherever that runs, and waits for its end. */
export async function importInto(child: ChildProcess): Promise<void> {
  const { stdin } = child;
  if (stdin === null) throw new TypeError('it reads nothing');
  const closed = once(child, 'close');
  const blamed = Array.from({ length: BLAMED_LINES }, (_, line) => `line ${line}`);
  const file = (name: string, text: string): string => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const message = `Change ${commit}`;
    const files = commit === 0 ? Array.from({ length: FILES }, (_, index) => file(nameOf(index), `first ${index}\n`)) : [file(nameOf((commit * 7) % FILES), `${commit}\n`)];
    if (commit % BLAMED_BY_EACH === 0) {
      blamed[(commit * 13) % BLAMED_LINES] = `line changed by ${commit}`;
      files.push(file(BLAMED, `${blamed.join('\n')}\n`));
    }
    const text = `commit refs/heads/main\ncommitter Person ${commit % 7} <p${commit % 7}@example.test> ${1_600_000_000 + commit * 60} +0000\ndata ${message.length}\n${message}\n${files.join('')}`;
    if (!stdin.write(text)) await once(stdin, 'drain');
  }
  stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}
