import type { IncomingMessage, ServerResponse } from 'node:http';

import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };

export type PlainText = keyof typeof en;

export type PlainPage = {
  readonly status: number;
  readonly text: PlainText;
  readonly values?: Readonly<Record<string, string | number>>;
  /** A link under the text; shown where the text has a name for it. */
  readonly href?: string;
  /** Goes to `href`, or loads the page again, after so many seconds. */
  readonly refreshSeconds?: number;
};

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The colours of the theme's bench, sheet, ink and accent, in both schemes. */
const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:15px/22px system-ui,sans-serif;
background:light-dark(#e9e6e0,#121110);color:light-dark(#22201d,#eceae5)}main{max-width:420px;margin:24px;padding:32px;border-radius:10px;
background:light-dark(#fdfcfa,#1b1a18)}h1{font-size:20px;line-height:28px;margin:0 0 8px}p{margin:0}a{display:inline-block;margin-top:16px;color:light-dark(#3350c4,#9bb0ff)}`;

/** A page of the server's own, without scripts, for when the application cannot or must not answer. */
export function sendPlainPage(request: IncomingMessage, response: ServerResponse, page: PlainPage): void {
  const language = prefersFrench(request.headers['accept-language']) ? 'fr' : 'en';
  const message: { title: string; text: string; action?: string } = (language === 'fr' ? fr : en)[page.text];
  const fill = (text: string): string => escapeHtml(text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(page.values?.[name] ?? '')));
  const href = page.href === undefined ? '' : escapeHtml(page.href);
  const refresh = page.refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${page.refreshSeconds}${href === '' ? '' : `; url=${href}`}">`;
  const link = page.href === undefined || message.action === undefined ? '' : `<a href="${href}">${fill(message.action)}</a>`;
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${fill(message.title)} · Atelier</title><style>${STYLE}</style></head><body><main><h1>${fill(message.title)}</h1><p>${fill(message.text)}</p>${link}</main></body></html>`;
  response.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : html);
}

/** Whether the first language that we speak, in the order the browser wants them, is French. */
export function prefersFrench(acceptLanguage: string | undefined): boolean {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().toLowerCase().split(';q=');
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .toSorted((a, b) => b.quality - a.quality);
  return wanted.find(({ language }) => language === 'en' || language === 'fr')?.language === 'fr';
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
