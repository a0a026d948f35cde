/** Where the letters of a query stand in a name, in their order and whatever their case; null: not all of them do. */
export function matchedAt(name: string, query: string): readonly number[] | null {
  const word = name.toLowerCase();
  const wanted = query.toLowerCase();
  const together = word.indexOf(wanted);
  if (together !== -1) return Array.from({ length: wanted.length }, (_, offset) => together + offset);
  const found: number[] = [];
  for (const letter of wanted) {
    const at = word.indexOf(letter, (found.at(-1) ?? -1) + 1);
    if (at === -1) return null;
    found.push(at);
  }
  return found;
}
