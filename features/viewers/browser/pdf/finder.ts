import { findIn, partsOf, type PageText } from './find-text.ts';

export type Found = { /** From 1; 0: none is in front. */ readonly index: number; readonly count: number; /** false while pages are still looked through. */ readonly isWhole: boolean };

export type FinderDeps = {
  readonly textOf: (page: number) => Promise<PageText>;
  /** What a page is drawn of, and in which elements; null: it is not drawn. */
  readonly drawn: (page: number) => { readonly text: PageText; readonly elements: readonly HTMLElement[] } | null;
  /** Resolves when the page is in view and drawn. */
  readonly show: (page: number) => Promise<void>;
  readonly tell: (found: Found) => void;
};

type Place = { readonly page: number; readonly at: number };

const MAX_FOUND = 10_000;
/** So often it is said how many there are while pages are looked through. */
const TELL_EVERY_PAGES = 16;

/** Finds words in a document, page by page from the one in view, and marks those on pages that are drawn. */
export class Finder {
  private readonly deps: FinderDeps;
  private search = { wanted: '', isWhole: true };
  private readonly found = new Map<number, readonly number[]>();
  private current: Place | null = null;

  constructor(deps: FinderDeps) {
    this.deps = deps;
  }

  async find(wanted: string, { from, pages }: { readonly from: number; readonly pages: number }): Promise<void> {
    const search = { wanted, isWhole: false };
    this.search = search;
    this.found.clear();
    this.current = null;
    this.mark();
    let count = 0;
    for (let step = 0; step < pages && wanted.trim() !== '' && count < MAX_FOUND; step += 1) {
      const page = ((from - 1 + step) % pages) + 1;
      const places = findIn(await this.deps.textOf(page), wanted, MAX_FOUND - count);
      if (this.search !== search) return; // something else is looked for by now
      if (places.length === 0) continue;
      this.found.set(page, places);
      count += places.length;
      if (this.current === null) void this.goTo({ page, at: places[0] ?? 0 });
      else if (this.deps.drawn(page) !== null) this.mark();
      if (step % TELL_EVERY_PAGES === 0) this.tell();
    }
    search.isWhole = true;
    this.tell();
  }

  /** The next one (1) or the one before (-1), round and round. */
  async step(by: 1 | -1): Promise<void> {
    const all = this.all();
    const at = all.findIndex((place) => isSame(place, this.current));
    const next = all[(Math.max(at, by === 1 ? at : 0) + by + all.length) % Math.max(1, all.length)];
    if (next !== undefined) await this.goTo(next);
  }

  /** A page was drawn anew: what is found on it is marked there. */
  mark(): void {
    const others: Range[] = [];
    const current: Range[] = [];
    for (const place of this.all()) (isSame(place, this.current) ? current : others).push(...this.rangesOf(place));
    CSS.highlights.set('found', new Highlight(...others));
    CSS.highlights.set('found-current', new Highlight(...current));
  }

  private async goTo(place: Place): Promise<void> {
    this.current = place;
    this.tell();
    await this.deps.show(place.page);
    if (!isSame(place, this.current)) return;
    this.mark();
    const box = this.rangesOf(place)[0]?.getBoundingClientRect();
    if (box !== undefined && (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth)) scrollBy(box.left < 0 || box.right > innerWidth ? box.left - innerWidth / 2 : 0, box.top - innerHeight / 2);
  }

  private all(): readonly Place[] {
    return [...this.found].sort(([one], [other]) => one - other).flatMap(([page, places]) => places.map((at) => ({ page, at })));
  }

  private rangesOf({ page, at }: Place): readonly Range[] {
    const drawn = this.deps.drawn(page);
    if (drawn === null) return [];
    return partsOf(drawn.text, at, this.search.wanted.trim().length).flatMap(({ piece, from, to }) => {
      const node = drawn.elements[piece]?.firstChild;
      if (!(node instanceof Text) || node.length < to) return [];
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, to);
      return [range];
    });
  }

  private tell(): void {
    const all = this.all();
    this.deps.tell({ index: all.findIndex((place) => isSame(place, this.current)) + 1, count: all.length, isWhole: this.search.isWhole });
  }
}

function isSame(one: Place, other: Place | null): boolean {
  return other !== null && one.page === other.page && one.at === other.at;
}
