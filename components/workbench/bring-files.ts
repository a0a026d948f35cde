import type { FilePath } from '../../shared/file-path.ts';

/**
 * Brings what was dropped from the member's computer into a folder (null: the first root), and shows how far it is. To be
 * called while the drop is being told: later there is nothing to read. Resolves once it is over, with what of it is there
 * now, files and folders of the first level; what went wrong has been said by then.
 */
export type BringFiles = (drop: DataTransfer, folder: FilePath | null) => Promise<readonly FilePath[]>;

/** Whether files of the member's computer are being dragged. */
export function hasFiles(drop: DataTransfer | null): boolean {
  return drop?.types.includes('Files') === true;
}
