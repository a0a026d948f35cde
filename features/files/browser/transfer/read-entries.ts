import type { UploadEntry } from './upload-state.ts';

/** What was dropped, folders with all they hold. Call it while the drop is being told: later there is nothing to read. */
export function entriesOfDrop(transfer: DataTransfer): AsyncIterable<UploadEntry> {
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return (async function* () {
    for (const { entry, file } of dropped) {
      if (entry !== null) yield* entriesBelow(entry, entry.name);
      else if (file !== null) yield { path: file.name, file };
    }
  })();
}

/** What was chosen; of a folder the names on the way to each file. Empty folders are not among them. */
export async function* entriesOfFiles(files: Iterable<File>): AsyncGenerator<UploadEntry> {
  for (const file of files) yield { path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file };
}

async function* entriesBelow(entry: FileSystemEntry, path: string): AsyncGenerator<UploadEntry> {
  if (isFile(entry)) {
    yield { path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  let isEmpty = true;
  // A hundred at a time, until there are none.
  for (;;) {
    const children = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (children.length === 0) break;
    isEmpty = false;
    for (const child of children) yield* entriesBelow(child, `${path}/${child.name}`);
  }
  if (isEmpty) yield { path, file: null };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
