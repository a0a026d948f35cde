import { Signal } from '../../../components/workbench/store.ts';

/** `line`: and asks which line to go to. */
export type Wanted = 'text' | 'line';

type Place = { readonly activeElement: Element | null };

/**
 * That a file's text should have the focus. The text may come later than the wish, for the first file with Monaco
 * itself; then it is granted unless the focus went to another sheet in the meantime.
 */
export class FocusWish<Model> {
  readonly asked = new Signal<Wanted>();
  private readonly place: Place;
  private wish: { readonly wanted: Wanted; readonly model: Model; readonly sheet: Element | null } | null = null;

  constructor(place: Place) {
    this.place = place;
  }

  ask(wanted: Wanted, model: Model | null): void {
    this.wish = model === null ? null : { wanted, model, sheet: this.sheet() };
    this.asked.emit(wanted);
  }

  /** What to do for the text of `model`, which shows; once only. */
  take(model: Model): Wanted | null {
    const { wish } = this;
    if (wish === null || wish.model !== model) return null;
    this.wish = null;
    const sheet = this.sheet();
    return sheet === null || sheet === wish.sheet ? wish.wanted : null;
  }

  private sheet(): Element | null {
    return this.place.activeElement?.closest('[data-sheet]') ?? null;
  }
}
