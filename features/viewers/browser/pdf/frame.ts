/** Runs in a frame without an origin: draws a document that may be hostile, page by page, as each comes into view. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy, TextLayer } from 'pdfjs-dist';
import * as worker from 'pdfjs-dist/build/pdf.worker.mjs';

import { addStyle, meetPage, type Page } from '../sandbox/inside.ts';
import { Finder } from './finder.ts';
import { pageText, type PageText } from './find-text.ts';
import { STYLE } from './style.ts';

// A frame without an origin may start no worker; it is a process of its own as it is.
Reflect.set(globalThis, 'pdfjsWorker', worker);
GlobalWorkerOptions.workerSrc = 'none';

addStyle(STYLE);

/** Pages further away give their picture back. */
const MAX_DRAWN = 12;
const MAX_PIXELS = 16_000_000;
/** A page with more pieces of text than this is a picture with words that cannot be selected one by one. */
const MAX_PIECES = 30_000;
/** Texts of pages that were looked through are kept up to this. */
const MAX_KEPT_CHARACTERS = 20_000_000;

type Content = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;
type Words = { readonly text: PageText; readonly elements: readonly HTMLElement[] };
type Sheet = { readonly number: number; readonly element: HTMLElement; page: PDFPageProxy | null; drawing: Promise<void> | null; words: Words | null };

let sheets: Sheet[] = [];
let pdf: PDFDocumentProxy | null = null;
let zoom: number | null = null;
let drawn: Sheet[] = [];
let finder: Finder | null = null;
const texts = new Map<number, PageText>();
let keptCharacters = 0;

meetPage((message, page) => {
  switch (message['type']) {
    case 'open':
      open(message['bytes'] as ArrayBuffer, page).catch((error: unknown) => page.send({ type: 'failed', reason: error instanceof Error && error.name === 'PasswordException' ? 'password' : 'broken' }));
      break;
    case 'zoom':
      zoom = typeof message['zoom'] === 'number' ? message['zoom'] : null;
      layOut();
      break;
    case 'goTo':
      sheets[Number(message['page']) - 1]?.element.scrollIntoView();
      break;
    case 'find':
      // A page that cannot be read has nothing to be found.
      finder?.find(String(message['text']), { from: pageInView(), pages: sheets.length }).catch(() => undefined);
      break;
    case 'step':
      finder?.step(message['by'] === -1 ? -1 : 1).catch(() => undefined);
      break;
    default:
  }
});

async function open(bytes: ArrayBuffer, page: Page): Promise<void> {
  pdf = await getDocument({ data: bytes, enableXfa: false, isEvalSupported: false, disableAutoFetch: true, disableStream: true, useWorkerFetch: false, stopAtErrors: false, verbosity: 0 } as never).promise;
  const first = await pdf.getPage(1);
  sheets = Array.from({ length: pdf.numPages }, (_, index) => {
    const element = document.createElement('div');
    element.className = 'page';
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', String(index + 1));
    return { number: index + 1, element, page: index === 0 ? first : null, drawing: null, words: null };
  });
  document.body.replaceChildren(...sheets.map(({ element }) => element));
  layOut();
  finder = new Finder({
    textOf,
    drawn: (number) => sheets[number - 1]?.words ?? null,
    show: async (number) => {
      const sheet = sheets[number - 1];
      if (sheet === undefined) return;
      if (!isInView(sheet)) sheet.element.scrollIntoView();
      await draw(sheet);
    },
    tell: (found) => page.send({ type: 'found', ...found }),
  });
  const visible = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const sheet = sheets.find(({ element }) => element === target);
        if (sheet !== undefined && isIntersecting) void draw(sheet);
      }
    },
    { rootMargin: '400px' },
  );
  for (const { element } of sheets) visible.observe(element);
  const tell = (): void => page.send({ type: 'page', page: pageInView(), pages: sheets.length, zoom: scaleOf(first) });
  addEventListener('scroll', tell, { passive: true });
  addEventListener('resize', () => {
    layOut();
    tell();
  });
  tell();
}

function pageInView(): number {
  const at = sheets.findIndex(({ element }) => element.getBoundingClientRect().bottom > innerHeight / 3);
  return at === -1 ? sheets.length : at + 1;
}

/** As wide as the frame, unless somebody chose. */
function scaleOf(page: PDFPageProxy): number {
  const width = page.getViewport({ scale: 1 }).width;
  return zoom ?? Math.max(0.2, Math.min(1.6, (innerWidth - 32) / width));
}

function layOut(): void {
  const model = sheets.find(({ page }) => page !== null)?.page;
  if (model === undefined || model === null) return;
  for (const sheet of sheets) {
    const page = sheet.page ?? model;
    const { width, height } = page.getViewport({ scale: scaleOf(page) });
    Object.assign(sheet.element.style, { width: `${width}px`, height: `${height}px` });
    if (sheet.drawing === null) continue;
    sheet.drawing = null;
    if (isNear(sheet)) void draw(sheet);
  }
}

function isNear({ element }: Sheet): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -400 && top < innerHeight + 400;
}

function isInView({ element }: Sheet): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** Resolves when its picture and its words are there. */
function draw(sheet: Sheet): Promise<void> {
  sheet.drawing ??= drawNow(sheet);
  return sheet.drawing;
}

async function drawNow(sheet: Sheet): Promise<void> {
  if (pdf === null) return;
  sheet.page ??= await pdf.getPage(sheet.number);
  const { page, element } = sheet;
  const scale = scaleOf(page);
  const own = page.getViewport({ scale });
  Object.assign(element.style, { width: `${own.width}px`, height: `${own.height}px` });
  element.style.setProperty('--total-scale-factor', String(scale));
  const dense = Math.min(devicePixelRatio, Math.sqrt(MAX_PIXELS / Math.max(1, own.width * own.height)));
  const viewport = page.getViewport({ scale: scale * dense });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  await page.render({ canvas, viewport }).promise;
  const content = await page.getTextContent();
  const layer = document.createElement('div');
  layer.className = 'textLayer';
  if (content.items.length <= MAX_PIECES) {
    const words = new TextLayer({ textContentSource: content, container: layer, viewport: own });
    await words.render();
    if (scaleOf(page) === scale) sheet.words = { text: textFrom(content), elements: words.textDivs };
  } else {
    layer.textContent = textFrom(content).text;
  }
  // It was made larger meanwhile, and is drawn anew.
  if (scaleOf(page) !== scale) return;
  element.removeAttribute('role');
  element.replaceChildren(canvas, layer);
  finder?.mark();
  drawn = [...drawn.filter((other) => other !== sheet), sheet];
  for (const far of drawn.slice(0, Math.max(0, drawn.length - MAX_DRAWN))) {
    if (isNear(far)) continue;
    far.element.replaceChildren();
    Object.assign(far, { drawing: null, words: null });
    drawn = drawn.filter((other) => other !== far);
  }
}

async function textOf(number: number): Promise<PageText> {
  const known = sheets[number - 1]?.words?.text ?? texts.get(number);
  if (known !== undefined || pdf === null) return known ?? pageText([]);
  const text = textFrom(await (await pdf.getPage(number)).getTextContent());
  if (keptCharacters + text.text.length <= MAX_KEPT_CHARACTERS) texts.set(number, text);
  keptCharacters += text.text.length;
  return text;
}

function textFrom({ items }: Content): PageText {
  return pageText(items.flatMap((item) => ('str' in item ? [item] : [])));
}
