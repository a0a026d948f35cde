import { tarOf } from './tar.ts';

/** What can be had again, and is larger than all the rest. */
const NOT_PACKED = /(^|\/)(node_modules|\.venv|__pycache__)\//;

export type FolderFile = Pick<File, 'webkitRelativePath'> & Blob;

/** An archive of a folder of the computer. Where it is a git repository, its history is all there is to send. */
export function packFolder(files: readonly FolderFile[]): Blob {
  const history = files.filter(({ webkitRelativePath }) => /^[^/]+\/\.git\//.test(webkitRelativePath));
  const isRepository = history.some(({ webkitRelativePath }) => webkitRelativePath.endsWith('/.git/HEAD'));
  const packed = isRepository ? history : files.filter(({ webkitRelativePath }) => !NOT_PACKED.test(webkitRelativePath));
  return tarOf(packed.map((file) => ({ path: file.webkitRelativePath, content: file })));
}
