/** From where to where a line goes between one row and the next, and in which colour: lanes from 0, colours from 0. */
export type Line = { readonly from: number; readonly to: number; readonly colour: number };
export type LaneCommit = { readonly hash: string; readonly parents: readonly string[] };

export const COLOURS = 3;

/**
 * Lays commits out in lanes as they come, each after its children. What is laid out never changes, but for the lines
 * below the last row, which the next row completes: rows can be drawn while the rest still comes.
 */
export class Lanes {
  readonly #lanes: number[] = [];
  /** Between each row and the next. */
  readonly #lines: Line[][] = [];
  /** The commit that each lane leads to; null: the lane is free. */
  readonly #leadsTo: (string | null)[] = [];
  /** Lanes that began at the last row, by where they came from. */
  #begun = new Map<number, number>();
  /** Lines of the last row into lanes that were there already. */
  #joining: { readonly from: number; readonly to: number }[] = [];
  readonly #seen = new Set<string>();
  #reserved: string | null;
  #width = 1;

  /** @param first the commit that lane 0 is kept for, until it comes */
  constructor(first: string | null) {
    this.#reserved = first;
  }

  get count(): number {
    return this.#lanes.length;
  }

  /** How many lanes the widest row has. */
  get width(): number {
    return this.#width;
  }

  laneOf(row: number): number {
    return this.#lanes[row] ?? 0;
  }

  /** Between this row and the next; none below the last of all. */
  linesBelow(row: number): readonly Line[] {
    return this.#lines[row] ?? [];
  }

  add({ hash, parents }: LaneCommit): void {
    const expecting = this.#leadsTo.flatMap((leadsTo, lane) => (leadsTo === hash ? [lane] : []));
    if (this.#reserved === hash) this.#reserved = null;
    const isFirst = expecting.length === 0;
    const lane = expecting[0] ?? this.#free(hash);
    if (this.#lanes.length > 0) this.#lines.push(this.#linesTo(hash, lane));
    this.#lanes.push(lane);
    this.#seen.add(hash);
    for (const other of expecting) this.#leadsTo[other] = null;
    this.#begun = new Map();
    this.#joining = [];
    if (isFirst) this.#leadsTo[lane] = null;
    for (const [index, parent] of parents.entries()) this.#lead(lane, { parent, isFirst: index === 0 });
    this.#width = Math.max(this.#width, this.#leadsTo.length, lane + 1);
    while (this.#leadsTo.length > 0 && this.#leadsTo.at(-1) === null) this.#leadsTo.pop();
  }

  #lead(lane: number, { parent, isFirst }: { readonly parent: string; readonly isFirst: boolean }): void {
    // One that came before its child, as clocks that went wrong make it: its line would never end.
    if (this.#seen.has(parent)) return;
    if (isFirst) {
      this.#leadsTo[lane] = parent;
      return;
    }
    const known = this.#leadsTo.indexOf(parent);
    if (known !== -1) {
      this.#joining.push({ from: lane, to: known });
      return;
    }
    const begun = this.#free(parent);
    this.#leadsTo[begun] = parent;
    this.#begun.set(begun, lane);
  }

  /** The first lane that nothing needs; lane 0 only for what it is kept for. */
  #free(hash: string): number {
    const from = this.#reserved === null || this.#reserved === hash ? 0 : 1;
    for (let lane = from; lane < this.#leadsTo.length; lane += 1) if (this.#leadsTo[lane] === null) return lane;
    while (this.#leadsTo.length < from) this.#leadsTo.push(null);
    this.#leadsTo.push(null);
    return this.#leadsTo.length - 1;
  }

  #linesTo(hash: string, lane: number): Line[] {
    const lines: Line[] = [];
    for (const [at, leadsTo] of this.#leadsTo.entries()) {
      if (leadsTo === null) continue;
      const from = this.#begun.get(at) ?? at;
      lines.push({ from, to: leadsTo === hash ? lane : at, colour: at % COLOURS });
    }
    for (const { from, to } of this.#joining) lines.push({ from, to: this.#leadsTo[to] === hash ? lane : to, colour: to % COLOURS });
    return lines;
  }
}
