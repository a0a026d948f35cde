import { KEYS, PART_NAMES, type ArchitectureChange, type ArchitectureParts, type PartName } from '../../shared/architecture.ts';

/** What one follower was last sent: the text of each part by its key. Made for each follower, and goes with it. */
export class Sent {
  readonly #texts = Object.fromEntries(PART_NAMES.map((name) => [name, new Map()])) as Record<PartName, Map<string, string>>;
  #isFirst = true;

  /** What the follower does not have yet, remembered as sent; null when there is nothing new. */
  changeTo(parts: ArchitectureParts): ArchitectureChange | null {
    const change: ArchitectureChange = { isWhole: this.#isFirst, put: {}, gone: {} };
    this.#isFirst = false;
    for (const name of PART_NAMES) this.#compare(name, parts, change);
    return change.isWhole || Object.keys(change.put).length + Object.keys(change.gone).length > 0 ? change : null;
  }

  #compare<Name extends PartName>(name: Name, parts: ArchitectureParts, change: ArchitectureChange): void {
    const before = this.#texts[name];
    const keyOf = KEYS[name] as (one: ArchitectureParts[Name][number]) => string;
    const seen = new Set<string>();
    const put: ArchitectureParts[Name][number][] = [];
    for (const one of parts[name]) {
      const key = keyOf(one);
      const text = JSON.stringify(one);
      seen.add(key);
      if (before.get(key) === text) continue;
      before.set(key, text);
      put.push(one);
    }
    const gone = [...before.keys()].filter((key) => !seen.has(key));
    for (const key of gone) before.delete(key);
    if (put.length > 0) Object.assign(change.put, { [name]: put });
    if (gone.length > 0) change.gone[name] = gone;
  }
}
