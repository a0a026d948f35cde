import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

import { CATALOGUES, EVERYWHERE } from './messages.ts';
import { workbenchTexts } from './w/[workspace]/texts/en.ts';

const ROOT = join(import.meta.dirname, '..');
const GROUPS = Object.keys(CATALOGUES.en);
/** Of code that the page's components may be made of; static imports and those that are made when they are needed. */
const IMPORTS = /(?:^import (?!type\b)[^;]*?from |^export [^;]*?from |^import |\bimport\()'(\.[^']+\.tsx?)'/gm;
const IS_BROWSERS = /^(?:app|components|features\/[^/]+\/browser)\//;
const WORKBENCH = 'app/w/[workspace]/page.tsx';

test('every page is given the texts that its components ask for', () => {
  const pages = globSync('app/**/page.tsx', { cwd: ROOT });
  assert.ok(pages.length > 10 && pages.includes(WORKBENCH), `only ${pages.length} pages were found`);
  let askedInAll = 0;
  for (const page of pages) {
    const given = new Set<string>([...EVERYWHERE, ...givenBy(page), ...(page === WORKBENCH ? Object.keys(workbenchTexts) : [])]);
    for (const file of sourcesOf(page)) {
      const asked = askedBy(readFileSync(join(ROOT, file), 'utf8'));
      askedInAll += asked.length;
      assert.deepEqual(asked.filter((group) => !given.has(group)), [], `${page} lacks what ${file} says`);
    }
  }
  assert.ok(askedInAll > 200, `only ${askedInAll} groups of texts were found: the scan no longer sees the sources`);
});

test('no page is given texts that nothing on it asks for', () => {
  for (const page of globSync('app/**/page.tsx', { cwd: ROOT })) {
    const asked = new Set(sourcesOf(page).flatMap((file) => askedBy(readFileSync(join(ROOT, file), 'utf8'))));
    assert.deepEqual(givenBy(page).filter((group) => !asked.has(group)), [], page);
  }
});

function givenBy(page: string): string[] {
  const [, list = ''] = /<Texts of=\{\[([^\]]*)\]\}>/.exec(readFileSync(join(ROOT, page), 'utf8')) ?? [];
  return [...list.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
}

/** The browser's code that can be reached from there. */
function sourcesOf(page: string): string[] {
  const seen = new Set<string>();
  const open = [page];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const match of readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORTS)) {
      const path = relative(ROOT, join(ROOT, dirname(file), match[1] ?? ''));
      if (IS_BROWSERS.test(path) && existsSync(join(ROOT, path))) open.push(path);
    }
  }
  // What the server alone runs asks the whole catalogue.
  return [...seen].filter((file) => !file.startsWith('app/') || readFileSync(join(ROOT, file), 'utf8').startsWith("'use client'"));
}

/** The groups of texts that a source asks: by the name of the group, or by whole keys. */
function askedBy(source: string): string[] {
  const named = [...source.matchAll(/useTranslations(?:<[^>(]*>)?\(\s*'(\w+)|useTranslations<'(\w+)/g)].map((match) => match[1] ?? match[2] ?? '');
  const whole = [...source.matchAll(/(['`])(\w+)\.([\w.]+?)(\.?\$\{[^`]*)?\1/g)].flatMap(([, , group = '', rest = '', isOpen]) => (isText(group, { rest, isOpen: isOpen !== undefined }) ? [group] : []));
  return [...named, ...whole];
}

/** Many strings have a dot in them; a text of ours is where that key leads, or could lead on. */
function isText(group: string, { rest, isOpen }: { readonly rest: string; readonly isOpen: boolean }): boolean {
  if (!GROUPS.includes(group)) return false;
  let value: unknown = Reflect.get(CATALOGUES.en, group);
  for (const name of rest.split('.')) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof value === 'string' || (isOpen && value !== undefined);
}
