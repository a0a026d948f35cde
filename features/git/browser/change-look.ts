import type { FileMark } from '../../../components/workbench/menus.ts';
import type { ChangeKind } from '../contract.ts';

/** As git's short status has them. */
export const LETTERS: Readonly<Record<ChangeKind, string>> = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R', untracked: 'U', conflicted: '!' };

export const TONES: Readonly<Record<ChangeKind, FileMark['tone']>> = { added: 'added', modified: 'modified', deleted: 'deleted', renamed: 'modified', untracked: 'added', conflicted: 'conflicted' };

export const COLOURS: Readonly<Record<ChangeKind, string>> = {
  added: 'text-git-added', modified: 'text-git-modified', deleted: 'text-git-deleted', renamed: 'text-git-renamed', untracked: 'text-git-untracked', conflicted: 'text-git-conflict',
};
