import { listedPath } from '../../../agent/git/listed-path.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { MIB } from '../../../shared/units.ts';
import { MAX_FILES, type CommitFile, type Comparison } from '../contract.ts';
import { parseFiles } from './commit-details.ts';

const MAX_OUTPUT_BYTES = 64 * MIB;

/** Files that differ between two commits; `to` null: between one and the working copy, where new files count too. @throws AtelierError not_found */
export async function compareCommits({ look, root }: Repository, asked: { readonly from: string; readonly to: string | null }): Promise<Comparison> {
  const from = await resolveCommit(look, asked.from);
  const to = asked.to === null ? null : await resolveCommit(look, asked.to);
  const sides = [from, ...(to === null ? [] : [to])];
  const [differing, counted, others] = await Promise.all([
    look(['diff', '-z', '--raw', '--numstat', '--no-abbrev', '-M', '--no-ext-diff', '--no-textconv', '--no-color', '--end-of-options', ...sides, '--'], { maxOutputBytes: MAX_OUTPUT_BYTES }),
    look(['rev-list', '--left-right', '--count', `${from}...${to ?? 'HEAD'}`, '--'], { allowExit: [128] }),
    to === null ? look(['ls-files', '-z', '--others', '--exclude-standard'], { maxOutputBytes: MAX_OUTPUT_BYTES }) : null,
  ]);
  const added = (others?.stdout.toString('latin1').split('\0') ?? []).flatMap((name): CommitFile[] => {
    const path = name === '' || name.endsWith('/') ? null : listedPath(root.path, name);
    return path === null ? [] : [{ path, from: null, change: 'added', added: null, removed: null }];
  });
  const files = [...parseFiles(differing.stdout.toString('latin1').split('\0'), root.path), ...added];
  const [behind = 0, ahead = 0] = counted.exitCode === 0 ? counted.stdout.toString('latin1').split('\t').map(Number) : [];
  return { files: files.slice(0, MAX_FILES), fileCount: files.length, ahead, behind };
}
