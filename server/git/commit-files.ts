import { AtelierError } from '../../shared/errors.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import { SECOND_MS } from '../../shared/units.ts';
import type { CommitToMake } from './repositories.ts';

/** As git's own checks (fsck, protectHFS, protectNTFS) see a path that could be the repository itself. */
const HOSTILE_PART = /^(|\.|\.\.|\.git[. ]*|git~\d+)$/i;
const IGNORED_BY_SOME_FILE_SYSTEMS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A stream for `git fast-import` that makes one first commit on the default branch. @throws AtelierError invalid_input */
export function fastImportStream({ files, message, author }: CommitToMake, nowMs: number): Buffer {
  const who = `${ident(author.name)} <${ident(author.email)}> ${Math.floor(nowMs / SECOND_MS)} +0000`;
  const parts: (string | Buffer)[] = [`commit refs/heads/${DEFAULT_BRANCH}\n`, `author ${who}\n`, `committer ${who}\n`, ...data(Buffer.from(message))];
  for (const { path, content, executable = false } of files) parts.push(`M ${executable ? '100755' : '100644'} inline ${quoted(path)}\n`, ...data(content));
  return Buffer.concat([...parts, 'done\n'].map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function data(content: Buffer): (string | Buffer)[] {
  return [`data ${content.length}\n`, content, '\n'];
}

function ident(text: string): string {
  return text.replaceAll(/[<>\n\0]/g, ' ').trim();
}

function quoted(path: string): string {
  const parts = path.replaceAll(IGNORED_BY_SOME_FILE_SYSTEMS, '').split('/');
  if (path.length > 4096 || /[\0\\]/.test(path) || parts.some((part) => HOSTILE_PART.test(part))) throw new AtelierError('invalid_input', { path: path.slice(0, 200) });
  return `"${path.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
