import { z } from 'zod';

import { DIFF, diffInput, type DiffParams, type EditorInput } from '../../../../components/workbench/editors/editors.ts';
import type { TextRef } from '../../../../components/workbench/editors/text-sources.ts';
import { FilePath } from '../../../../shared/file-path.ts';

/** `preview`: shown in italics, and replaced by the next preview unless it is typed in. Pinned ones stand first. */
export type Tab = { readonly id: string; readonly input: EditorInput; readonly preview: boolean; readonly pinned: boolean };

export type Group = {
  readonly id: string;
  readonly tabs: readonly Tab[];
  /** Of the tab in front; null: the group is empty. */
  readonly active: string | null;
  /** Tabs that were in front, the most recent last. */
  readonly recent: readonly string[];
};

/** One tab of one group. */
export type TabPlace = { readonly group: string; readonly tab: string };

export const FILE = 'file';
/** The viewer's name of the text editor. */
export const TEXT = 'text';

const FileParams = z.object({ path: FilePath, viewer: z.string().nullable() });
/** `viewer` null: what the file's name suggests. */
export type FileParams = z.infer<typeof FileParams>;

export function fileInput(path: FilePath, viewer: string | null = null): EditorInput {
  return { kind: FILE, key: viewer === null ? path : `${viewer} ${path}`, params: { path, viewer } satisfies FileParams };
}

/** null for what is no file by itself. */
export function fileOf(input: EditorInput): FileParams | null {
  return input.kind === FILE ? (FileParams.safeParse(input.params).data ?? null) : null;
}

const Ref = z.object({ source: z.string(), path: FilePath, version: z.string().optional() });
const Diff = z.object({ left: Ref, right: Ref, title: z.string().optional() });

/** null for what is no comparison, or one of another version. */
export function diffOf(input: EditorInput): DiffParams | null {
  return input.kind === DIFF ? (Diff.safeParse(input.params).data ?? null) : null;
}

/** The file whose own text a tab shows and lets be typed in: a file in the text editor, a comparison with it. */
export function ownText(input: EditorInput): FilePath | null {
  if (input.kind !== DIFF) return fileOf(input)?.path ?? null;
  const diff = diffOf(input);
  return diff?.right.source === FILE ? diff.right.path : null;
}

/** All files whose own texts a tab shows. */
export function ownTexts(input: EditorInput): readonly FilePath[] {
  const left = diffOf(input)?.left;
  return [...(left?.source === FILE ? [left.path] : []), ...[ownText(input)].filter((path) => path !== null)];
}

/** Where a path goes when `from` goes to `to`; null when it does not move. */
export function movedPath(path: FilePath, move: { readonly from: FilePath; readonly to: FilePath }): FilePath | null {
  if (path === move.from) return move.to;
  return path.startsWith(`${move.from}/`) ? FilePath.parse(move.to + path.slice(move.from.length)) : null;
}

/** The input after a file or folder was moved; the same reference when it is about none that was. */
export function movedInput(input: EditorInput, move: { readonly from: FilePath; readonly to: FilePath }): EditorInput {
  const file = fileOf(input);
  if (file !== null) {
    const target = movedPath(file.path, move);
    return target === null ? input : fileInput(target, file.viewer);
  }
  const diff = diffOf(input);
  if (diff === null) return input;
  const follow = (ref: TextRef): TextRef => {
    // What was a version of the file by its old name still is one.
    const target = ref.source === FILE || ref.source === 'saved' ? movedPath(ref.path, move) : null;
    return target === null ? ref : { ...ref, path: target };
  };
  const [left, right] = [follow(diff.left), follow(diff.right)];
  return left === diff.left && right === diff.right ? input : diffInput({ ...diff, left, right });
}

export const tabId = (input: EditorInput): string => `${input.kind}\n${input.key}`;
