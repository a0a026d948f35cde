import type { BrowserContext, Page } from 'playwright-core';

/** Where to look for a text: every visible element that the selector finds. */
export type Spot = { readonly selector: string; readonly text: string };

/** Times are `performance.now()` of the page: milliseconds since the navigation began. */
type PageClock = {
  /** When an element first held the text. */
  when(spot: Spot): Promise<number>;
  /** From the key, click or other input that comes next to the moment when the text is there. */
  fromInput(spot: Spot): Promise<number>;
  /** The next such event. */
  inputAt(kind: string): Promise<number>;
  /** From the next key to the next change of the text below the selector. */
  fromKeyToChange(selector: string): Promise<number>;
  /** What the page that is being loaded waits for. */
  awaited?: Promise<number>;
};

declare global {
  var atelierBench: PageClock;
}

/** Puts the clock into every page of the context, before any script of its own. */
export async function installPageClock(context: BrowserContext): Promise<void> {
  await context.addInitScript(pageClock);
}

/** Navigates, and the time from the navigation's start to the text. */
export async function timeToText(page: Page, url: string, spot: Spot): Promise<number> {
  await page.addInitScript((wanted) => {
    globalThis.atelierBench.awaited = globalThis.atelierBench.when(wanted);
  }, spot);
  await page.goto(url, { waitUntil: 'commit' });
  return await awaited(page);
}

/** From the input that `act` gives (one key or click) to the text. */
export async function timeFromInput(page: Page, spot: Spot, act: () => Promise<void>): Promise<number> {
  // Listening before the input is on its way.
  await page.evaluate((wanted) => void (globalThis.atelierBench.awaited = globalThis.atelierBench.fromInput(wanted)), spot);
  await act();
  return await awaited(page);
}

/** From a key's event to the change of what is shown below the selector, in milliseconds. */
export async function timeKey(page: Page, selector: string, key: string): Promise<number> {
  await page.evaluate((where) => void (globalThis.atelierBench.awaited = globalThis.atelierBench.fromKeyToChange(where)), selector);
  await page.keyboard.press(key);
  return await awaited(page);
}

async function awaited(page: Page): Promise<number> {
  return await page.evaluate(async () => (await globalThis.atelierBench.awaited) ?? Number.NaN);
}

/** Runs in the page: everything it needs is inside. Looks at each change of the document, never by polling. */
function pageClock(): void {
  const timeoutMs = 40_000;
  const textOf = (element: Element): string => (element.textContent ?? '').replaceAll('\u00a0', ' ');
  // The text first: whether it is visible costs a layout, which what is measured would pay for.
  const shows = ({ selector, text }: Spot): boolean =>
    [...document.querySelectorAll(selector)].some((element) => textOf(element).includes(text) && element.checkVisibility());
  const at = (condition: () => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms: ${String(condition)}; the page says: ${document.body.innerText.slice(0, 500)}`)), timeoutMs);
      const check = (): void => {
        if (!condition()) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(performance.now());
      };
      const observer = new MutationObserver(check);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['style', 'class', 'hidden'] });
      check();
    });
  const input = (kinds: readonly string[]): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${kinds.join(' or ')} within ${timeoutMs} ms`)), timeoutMs);
      const heard = (event: Event): void => {
        clearTimeout(timer);
        for (const kind of kinds) removeEventListener(kind, heard, true);
        resolve(event.timeStamp);
      };
      for (const kind of kinds) addEventListener(kind, heard, true);
    });
  const since = async (started: Promise<number>, ended: Promise<number>): Promise<number> => {
    const [startedMs, endedMs] = await Promise.all([started, ended]);
    return endedMs - startedMs;
  };
  globalThis.atelierBench = {
    when: (spot) => at(() => shows(spot)),
    fromInput: (spot) => since(input(['keydown', 'click']), at(() => shows(spot))),
    inputAt: (kind) => input([kind]),
    fromKeyToChange: (selector) => {
      const elements = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      const text = (): string => elements.map(textOf).join();
      const before = text();
      return since(input(['keydown']), at(() => text() !== before));
    },
  };
}
