import { CommitView } from '../../shared/projects.ts';
import { SECOND_MS } from '../../shared/units.ts';

/** The last moment that a Date can be, either way (ECMA-262, 21.4.1.1); a commit may say any. */
const MAX_DATE_MS = 8.64e15;
const FIELDS = 5;

/** For `git log -z`: no name or subject has a NUL in it, so none can pass for another field. */
export const COMMIT_FORMAT = '--format=%H%x00%ct%x00%an%x00%ae%x00%s';

/** What `git log -z` with COMMIT_FORMAT printed, in its order; what is shown of a text is cut. */
export function readCommits(printed: Buffer, { maxSubjectCharacters }: { readonly maxSubjectCharacters: number }): CommitView[] {
  const fields = printed.toString('utf8').split('\0');
  return Array.from({ length: Math.floor(fields.length / FIELDS) }, (_, index) => {
    const [hash = '', seconds = '', authorName = '', authorEmail = '', subject = ''] = fields.slice(index * FIELDS, (index + 1) * FIELDS);
    return CommitView.parse({ hash, subject: subject.slice(0, maxSubjectCharacters), authorName: authorName.slice(0, 200), authorEmail: authorEmail.slice(0, 200), atMs: commitAtMs(seconds) });
  });
}

/** From the seconds that git prints; 0 for what no calendar has: a page that showed it would break. */
export function commitAtMs(seconds: string): number {
  const atMs = Number(seconds) * SECOND_MS;
  return Math.abs(atMs) <= MAX_DATE_MS ? atMs : 0;
}
