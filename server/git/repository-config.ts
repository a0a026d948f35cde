/**
 * What git's checks find in old, honest histories and forges therefore let in: zero-padded file modes, odd time
 * zones, a missing space before the date. None of them can be checked out as anything but what it says; all the
 * rest (entries called `.git`, `..`, hostile `.gitmodules`, broken links) is refused.
 */
export const TOLERATED_QUIRKS = ['zeroPaddedFilemode', 'badTimezone', 'missingSpaceBeforeDate'] as const;

/** Refs that only the server writes: no client sees or changes them. */
export const SERVER_REFS = 'refs/atelier';

/**
 * The whole `config` of a bare repository. Always written whole, so that a newer server's settings reach old
 * repositories and nothing else ever stands in it.
 * @param hooksFolder absolute; its hooks refuse whatever did not come through this server
 * @param maxPushBytes of a pack, as it arrives
 */
export function repositoryConfig({ hooksFolder, maxPushBytes }: { readonly hooksFolder: string; readonly maxPushBytes: number }): string {
  const quirks = Object.fromEntries(TOLERATED_QUIRKS.map((quirk) => [quirk, 'ignore']));
  return render({
    core: {
      repositoryformatversion: '0', bare: 'true', filemode: 'true', symlinks: 'true',
      // One-off containers read it as another user.
      sharedrepository: '0644',
      hooksPath: hooksFolder,
      // What a client was told is there survives a power cut.
      fsync: 'committed,reference', fsyncMethod: 'batch',
      logAllRefUpdates: 'false', bigFileThreshold: '64m',
    },
    transfer: { fsckObjects: 'true', hideRefs: SERVER_REFS, advertiseSID: 'false', unpackLimit: '100' },
    receive: {
      fsckObjects: 'true', maxInputSize: String(maxPushBytes), advertisePushOptions: 'false', advertiseAtomic: 'true',
      // Protected branches are refused by name in the hook; any other may be rewritten by whoever may write.
      denyNonFastForwards: 'false', denyDeletes: 'false', denyDeleteCurrent: 'refuse',
      // Housekeeping is the server's, one repository at a time, never a process that outlives a push.
      autogc: 'false', updateServerInfo: 'false',
    },
    'receive "fsck"': quirks,
    'fetch "fsck"': quirks,
    fsck: quirks,
    fetch: { fsckObjects: 'true' },
    uploadpack: { allowFilter: 'true' },
    uploadarchive: { allowUnreachable: 'false' },
    http: { receivepack: 'true', uploadpack: 'true', getanyfile: 'false' },
    gc: { auto: '2000', autoPackLimit: '20', autoDetach: 'false', pruneExpire: '2.weeks.ago', writeCommitGraph: 'true' },
    pack: { threads: '2', windowMemory: '128m', deltaCacheSize: '64m', writeReverseIndex: 'true' },
    repack: { writeBitmaps: 'true' },
    submodule: { recurse: 'false' },
    protocol: { version: '2' },
  });
}

function render(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const lines = Object.entries(sections).flatMap(([section, settings]) => [
    `[${section}]`,
    ...Object.entries(settings).map(([name, value]) => `\t${name} = ${quoted(value)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
