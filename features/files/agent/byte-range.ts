export type ByteRange = { readonly start: number; readonly length: number };

/**
 * One range of RFC 9110 §14.2. null: there is none, or one this does not know (several), which is then ignored as
 * the standard wants. 'unsatisfiable': it begins behind the end.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return null;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, length };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= sizeBytes ? 'unsatisfiable' : { start, length: end - start + 1 };
}
