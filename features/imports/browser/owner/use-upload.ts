'use client';
import { useEffect, useRef, useState } from 'react';

import { fromWireError } from '../../../../shared/procedures.ts';
import { api } from './api.ts';
import { uploadArchive, type Upload } from './upload.ts';

export type Uploading = { readonly importId: string; readonly name: string; readonly sizeBytes: number; readonly sentBytes: number };

export type Uploads = {
  /** What this page sends at present. */
  readonly present: Uploading | null;
  readonly error: unknown;
  readonly begin: (name: string, archive: Blob) => void;
  /** Also takes back what is said of the last one. */
  readonly abort: () => void;
};

/** One archive on its way from this page. `onBegun` is told the import's id as soon as there is one. */
export function useUpload(onBegun: (importId: string) => void): Uploads {
  const [present, setPresent] = useState<Uploading | null>(null);
  const [error, setError] = useState<unknown>(null);
  const sending = useRef<Upload | null>(null);
  const isAborted = useRef(false);
  // Leaving the page ends it: there would be nobody to read the file.
  useEffect(() => () => sending.current?.abort(), []);

  async function send(name: string, archive: Blob): Promise<void> {
    setError(null);
    const { id } = await api.client.imports.upload({ name });
    onBegun(id);
    setPresent({ importId: id, name, sizeBytes: archive.size, sentBytes: 0 });
    const upload = uploadArchive(id, archive, (sentBytes) => setPresent((known) => known && { ...known, sentBytes }));
    sending.current = upload;
    // What the archive is refused for is in the import, which the page shows; what broke before it began is not.
    await upload.done;
  }

  function begin(name: string, archive: Blob): void {
    if (sending.current !== null) return;
    isAborted.current = false;
    void send(name, archive)
      .catch((cause: unknown) => !isAborted.current && setError(fromWireError(cause)))
      .finally(() => {
        sending.current = null;
        setPresent(null);
      });
  }

  function abort(): void {
    isAborted.current = true;
    setError(null);
    sending.current?.abort();
  }

  return { present, error, begin, abort };
}
