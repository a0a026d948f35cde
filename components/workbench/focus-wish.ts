/** The part of the document that says where the focus is. */
type Page = { readonly activeElement: Element | null; readonly body?: Element };

/** Where the focus was when something was asked for. */
export type FocusPlace = { readonly element: Element | null; readonly sheet: Element | null };

/**
 * That something which does not show yet should have the focus: a file's text, a terminal. It may come long after the
 * wish; then the focus is granted unless the person has gone elsewhere meanwhile, where what is typed has to stay.
 */
export class FocusWish<Of, How = 'focus'> {
  private readonly page: Page;
  private wish: { readonly of: Of; readonly how: How; readonly from: FocusPlace | null } | null = null;

  constructor(page: Page) {
    this.page = page;
  }

  /** For who knows only later what it is that was asked for. */
  here(): FocusPlace {
    const element = this.focused();
    return { element, sheet: sheetOf(element) };
  }

  /** Takes the place of an earlier wish. `from` null: nobody asked, so whatever has the focus keeps it. */
  ask(wish: { readonly of: Of; readonly how: How; readonly from?: FocusPlace | null }): void {
    this.wish = { ...wish, from: wish.from === undefined ? this.here() : wish.from };
  }

  drop(): void {
    this.wish = null;
  }

  /** What to do for `of`, which shows now; once only. null: leave the focus where it is. */
  take(of: Of): How | null {
    const { wish } = this;
    if (wish === null || wish.of !== of) return null;
    this.wish = null;
    return this.isGranted(wish.from) ? wish.how : null;
  }

  private isGranted(from: FocusPlace | null): boolean {
    const element = this.focused();
    if (element === null) return true;
    if (from === null) return false;
    if (element === from.element) return true;
    // The name of a new file, a search: somebody types there.
    if (element.matches('input')) return false;
    const sheet = sheetOf(element);
    // From the palette or a menu, which gave the focus back to where it came from.
    const isFromAbove = from.sheet === null && from.element !== null;
    return sheet === null || sheet === from.sheet || isFromAbove;
  }

  private focused(): Element | null {
    const { activeElement, body } = this.page;
    return activeElement === body ? null : activeElement;
  }
}

function sheetOf(element: Element | null): Element | null {
  return element?.closest('[data-sheet]') ?? null;
}
