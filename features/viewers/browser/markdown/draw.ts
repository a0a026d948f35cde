import createPurifier, { type Config } from 'dompurify';
import { Marked } from 'marked';

/** Words of a line with their colours, line after line. */
export type Coloured = readonly (readonly (readonly [text: string, colour: string])[])[];

export type Drawing = {
  /** false once something newer is being drawn. */
  readonly isLatest: () => boolean;
  /** A picture of the workspace; null: there is none. */
  readonly image: (src: string) => Promise<Blob | null>;
  /** null: it stays as it is. */
  readonly colour: (language: string, code: string) => Promise<Coloured | null>;
  /** The text of the script that draws diagrams; empty: it cannot be had. */
  readonly diagrams: () => Promise<string>;
  readonly theme: () => string;
  readonly words: Readonly<Record<string, string>>;
};

const MAX_IMAGES = 200;
const MAX_BLOCKS = 300;
const MAX_DIAGRAMS = 40;

/** No style, no form, nothing that loads or embeds; ids and names cannot stand for the frame's own. */
const SAFE: Config & { readonly RETURN_DOM_FRAGMENT: true } = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['style', 'form', 'button', 'textarea', 'select', 'option', 'iframe', 'object', 'embed', 'video', 'audio', 'source', 'track', 'picture', 'link', 'meta', 'base', 'dialog', 'map', 'area', 'template'],
  FORBID_ATTR: ['style', 'srcset', 'sizes', 'ping', 'background', 'poster', 'autofocus', 'tabindex', 'contenteditable', 'usemap'],
  ALLOW_DATA_ATTR: false,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
};

const marked = new Marked({ gfm: true, breaks: false, async: false });

/** Puts what a Markdown text says into an element; pictures, colours and diagrams come as they come. */
export function draw(main: HTMLElement, text: string, drawing: Drawing): void {
  const html = marked.parse(withoutFrontMatter(text), { async: false });
  const fragment = createPurifier(window).sanitize(html, SAFE);
  for (const image of fragment.querySelectorAll('img')) hold(image);
  for (const input of fragment.querySelectorAll('input')) if (input.type === 'checkbox') input.disabled = true;
    else input.remove();
  nameHeadings(fragment);
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
  main.replaceChildren(fragment);
  void fillImages(main, drawing);
  void colourBlocks(main, drawing);
  void drawDiagrams(main, drawing);
}

const urls: string[] = [];

/** A picture loads nothing by itself. */
function hold(image: HTMLImageElement): void {
  const src = image.getAttribute('src') ?? '';
  image.removeAttribute('src');
  image.loading = 'lazy';
  if (/^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(src)) image.src = src;
  else image.setAttribute('data-held', src);
}

async function fillImages(main: HTMLElement, { image: fetchImage, isLatest, words }: Drawing): Promise<void> {
  const images = [...main.querySelectorAll<HTMLImageElement>('img[data-held]')];
  await Promise.all(
    images.map(async (image, index) => {
      const src = image.dataset['held'] ?? '';
      const isElsewhere = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(src);
      const blob = isElsewhere || index >= MAX_IMAGES ? null : await fetchImage(src);
      if (!isLatest()) return;
      if (blob === null) {
        const note = document.createElement('span');
        note.className = 'left-out';
        note.textContent = [image.alt, isElsewhere ? words['remoteImage'] : words['missingImage']].filter(Boolean).join(' · ');
        note.title = src;
        image.replaceWith(note);
        return;
      }
      image.removeAttribute('data-held');
      const url = URL.createObjectURL(blob);
      urls.push(url);
      image.src = url;
    }),
  );
}

async function colourBlocks(main: HTMLElement, { colour, isLatest }: Drawing): Promise<void> {
  const blocks = [...main.querySelectorAll<HTMLElement>('pre > code[class*="language-"]')].slice(0, MAX_BLOCKS);
  for (const block of blocks) {
    const language = /language-([\w+#.-]{1,40})/.exec(block.className)?.[1] ?? '';
    if (language === 'mermaid') continue;
    const lines = await colour(language, block.textContent);
    if (!isLatest()) return;
    if (lines === null) continue;
    block.replaceChildren(
      ...lines.flatMap((line, index) => [
        ...(index === 0 ? [] : ['\n']),
        ...line.map(([text, shade]) => {
          const word = document.createElement('span');
          word.textContent = text;
          word.style.color = shade;
          return word;
        }),
      ]),
    );
  }
}

type Mermaid = { readonly initialize: (config: object) => void; readonly render: (id: string, text: string) => Promise<{ readonly svg: string }> };

async function drawDiagrams(main: HTMLElement, { diagrams, isLatest, theme, words }: Drawing): Promise<void> {
  const blocks = [...main.querySelectorAll<HTMLElement>('pre > code.language-mermaid')].slice(0, MAX_DIAGRAMS);
  if (blocks.length === 0) return;
  const mermaid = await loadMermaid(diagrams);
  if (mermaid === null || !isLatest()) return;
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: theme() === 'light' ? 'default' : 'dark', maxTextSize: 50_000, maxEdges: 500, htmlLabels: false, flowchart: { htmlLabels: false }, suppressErrorRendering: true });
  for (const [index, block] of blocks.entries()) {
    try {
      const { svg } = await mermaid.render(`diagram-${index}`, block.textContent);
      if (!isLatest()) return;
      // Once more: what comes out of a drawing's text is not trusted either.
      const drawing = createPurifier(window).sanitize(svg, { USE_PROFILES: { svg: true, svgFilters: true }, ADD_TAGS: ['style'], FORBID_TAGS: ['image', 'use', 'foreignObject'], RETURN_DOM_FRAGMENT: true });
      const figure = document.createElement('figure');
      figure.className = 'diagram';
      figure.append(drawing);
      block.parentElement?.replaceWith(figure);
    } catch (error) {
      const note = document.createElement('p');
      note.className = 'left-out';
      note.textContent = `${words['brokenDiagram'] ?? ''} ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
      block.parentElement?.before(note);
    }
  }
}

async function loadMermaid(diagrams: () => Promise<string>): Promise<Mermaid | null> {
  if (Reflect.get(globalThis, 'atelierMermaid') === undefined) {
    const code = await diagrams();
    if (code === '') return null;
    const script = document.createElement('script');
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    script.textContent = code;
    document.head.append(script);
  }
  return (Reflect.get(globalThis, 'atelierMermaid') as Mermaid | undefined) ?? null;
}

/** As GitHub names them, so that links within the text lead to them. */
function nameHeadings(fragment: DocumentFragment): void {
  const seen = new Map<string, number>();
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const slug = heading.textContent.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    heading.id = `user-content-${slug}${times === 0 ? '' : `-${times}`}`;
  }
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^\u{feff}?---\r?\n[\s\S]{0,20000}?\r?\n---\r?\n/u, '');
}
