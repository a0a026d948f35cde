import { baseName, parentPath, type FilePath } from '../../../../shared/file-path.ts';

/** `/workspace/autodin/api` as people say it: `autodin / api`. */
export function folderName(folder: FilePath): string {
  return `${baseName(parentPath(folder))} / ${baseName(folder)}`;
}
