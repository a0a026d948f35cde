/** Runs in a frame without an origin: draws a document that may be hostile, page by page, as each comes into view. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
import * as worker from 'pdfjs-dist/build/pdf.worker.mjs';

import { addStyle, meetPage, type Page } from '../sandbox/inside.ts';

// A frame without an origin may start no worker; it is a process of its own as it is.
Reflect.set(globalThis, 'pdfjsWorker', worker);
GlobalWorkerOptions.workerSrc = 'none';

addStyle(`
html { background: var(--inset); scrollbar-color: var(--edge) transparent; }
body { margin: 0; padding: 16px; display: grid; gap: 12px; justify-content: safe center; }
.page { position: relative; background: #fff; box-shadow: 0 0 0 1px var(--line); overflow: hidden; }
.page canvas { display: block; width: 100%; height: 100%; }
.words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`);

/** Pages further away give their picture back. */
const MAX_DRAWN = 12;
const MAX_PIXELS = 16_000_000;
const MAX_WORDS = 20_000;

type Sheet = { readonly number: number; readonly element: HTMLElement; page: PDFPageProxy | null; isDrawn: boolean };

let sheets: Sheet[] = [];
let pdf: PDFDocumentProxy | null = null;
let zoom: number | null = null;
let drawn: Sheet[] = [];

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
    return { number: index + 1, element, page: index === 0 ? first : null, isDrawn: false };
  });
  document.body.replaceChildren(...sheets.map(({ element }) => element));
  layOut();
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
  const tell = (): void => {
    const at = sheets.findIndex(({ element }) => element.getBoundingClientRect().bottom > innerHeight / 3);
    page.send({ type: 'page', page: at === -1 ? sheets.length : at + 1, pages: sheets.length, zoom: scaleOf(first) });
  };
  addEventListener('scroll', tell, { passive: true });
  addEventListener('resize', () => {
    layOut();
    tell();
  });
  tell();
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
    if (!sheet.isDrawn) continue;
    sheet.isDrawn = false;
    if (isNear(sheet)) void draw(sheet);
  }
}

function isNear({ element }: Sheet): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -400 && top < innerHeight + 400;
}

async function draw(sheet: Sheet): Promise<void> {
  if (sheet.isDrawn || pdf === null) return;
  sheet.isDrawn = true;
  sheet.page ??= await pdf.getPage(sheet.number);
  const { page } = sheet;
  const scale = scaleOf(page);
  const own = page.getViewport({ scale });
  Object.assign(sheet.element.style, { width: `${own.width}px`, height: `${own.height}px` });
  const dense = Math.min(devicePixelRatio, Math.sqrt(MAX_PIXELS / Math.max(1, own.width * own.height)));
  const viewport = page.getViewport({ scale: scale * dense });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  await page.render({ canvas, viewport }).promise;
  const { items } = await page.getTextContent();
  const words = document.createElement('div');
  words.className = 'words';
  words.textContent = items.map((item) => ('str' in item ? item.str : '')).join(' ').slice(0, MAX_WORDS);
  sheet.element.removeAttribute('role');
  sheet.element.replaceChildren(canvas, words);
  drawn = [...drawn.filter((other) => other !== sheet), sheet];
  for (const far of drawn.slice(0, Math.max(0, drawn.length - MAX_DRAWN))) {
    if (isNear(far)) continue;
    far.element.replaceChildren();
    far.isDrawn = false;
    drawn = drawn.filter((other) => other !== far);
  }
}
