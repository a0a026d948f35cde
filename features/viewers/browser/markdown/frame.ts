/** Runs in a frame without an origin: makes a page of Markdown that may be hostile. Asks its page for pictures and colours. */
import { addStyle, meetPage, type Page } from '../sandbox/inside.ts';
import { draw, type Coloured } from './draw.ts';
import { MARKDOWN_CSS } from './style.ts';

addStyle(MARKDOWN_CSS);
const main = document.createElement('main');
document.body.append(main);

const waiting = new Map<number, (answer: unknown) => void>();
let last = 0;
let theme = 'dark';
let drawn = 0;
let known: Page | null = null;

function ask(page: Page, question: object): Promise<unknown> {
  last += 1;
  const id = last;
  page.send({ ...question, id });
  return new Promise((resolve) => waiting.set(id, resolve));
}

meetPage((message, page) => {
  known = page;
  if (message['type'] === 'answer') {
    const id = Number(message['id']);
    waiting.get(id)?.(message['value']);
    waiting.delete(id);
  } else if (message['type'] === 'look') {
    theme = message['theme'] === 'light' ? 'light' : 'dark';
  } else if (message['type'] === 'show') {
    drawn += 1;
    const turn = drawn;
    draw(main, String(message['text']), {
      isLatest: () => turn === drawn,
      image: async (src) => (await ask(page, { type: 'image', src })) as Blob | null,
      colour: async (language, code) => (await ask(page, { type: 'colour', language, code })) as Coloured | null,
      diagrams: async () => ((await ask(page, { type: 'diagrams' })) as string | null) ?? '',
      theme: () => theme,
      words: message['words'] as Readonly<Record<string, string>>,
    });
    page.send({ type: 'shown' });
  } else if (message['type'] === 'goTo') {
    goTo(String(message['fragment']));
  }
});

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null) return;
  event.preventDefault();
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) goTo(href.slice(1));
  else known?.send({ type: 'link', href });
});

function goTo(fragment: string): void {
  const name = decoded(fragment).toLowerCase();
  [...document.querySelectorAll('[id]')].find(({ id }) => id.toLowerCase() === `user-content-${name}`)?.scrollIntoView();
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // not encoded
  }
}
