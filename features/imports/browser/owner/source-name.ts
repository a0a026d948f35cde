/** What a source is called: the last part of its address, or the archive's name, endings left aside. */
export function sourceNameOf(from: string): string {
  const last = from.replace(/\/+$/, '').split('/').at(-1) ?? from;
  return last.replace(/\.(git|zip|tar(\.\w+)?|tgz|bundle)$/i, '');
}
