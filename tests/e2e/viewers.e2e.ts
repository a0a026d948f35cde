import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** Files that are better seen than read, and texts as VS Code shows them. What is in them is hostile where it may be. */
let ide: Ide;
let owner: Person;
const chapter = createStory();
/** What any page or frame asked of the network, and what ran that may not. */
const asked: string[] = [];
const said: string[] = [];

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
  owner.page.on('request', (request) => asked.push(request.url()));
  owner.page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  owner.page.on('console', (message) => {
    if (message.text().includes('PWNED')) said.push(message.text());
  });
});
after(() => ide?.[Symbol.asyncDispose]());

const button = (name: string): Locator => owner.page.getByRole('button', { name, exact: true });
const preview = (name: string): FrameLocator => owner.page.frameLocator(`iframe[title="Preview of ${name}"]`);

async function command(title: string): Promise<void> {
  await owner.page.keyboard.press('F1');
  const palette = owner.page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').or(palette.getByRole('textbox')).first().fill(`>${title}`);
  await palette.getByRole('option', { name: title }).first().waitFor();
  await owner.page.keyboard.press('Enter');
}

async function choose(dialog: string, option: string): Promise<void> {
  const list = owner.page.getByRole('dialog', { name: dialog, exact: true });
  await list.getByRole('combobox').or(list.getByRole('textbox')).first().fill(option);
  await list.getByRole('option', { name: option }).first().click();
}

async function choosesTheme(name: string): Promise<void> {
  await command('Choose the colour theme');
  await choose('Colour theme', name);
}

/** What the sheets of the page are painted with. */
function sheetColour(): Promise<string> {
  return owner.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--color-sheet').trim());
}

/** The colour that a word of the text in front has on the screen. */
function colourOf(word: string): Promise<string | null> {
  return owner.page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('.view-line span span')].find((span) => span.textContent?.trim().split(/\s+/).at(-1) === wanted);
    return found === undefined ? null : getComputedStyle(found).color;
  }, word);
}

const HOSTILE = [
  '---', 'title: hostile', '---', '# Hello', '', 'A [link](javascript:console.log("PWNED1")) and <a href="JaVaScRiPt:console.log(`PWNED2`)">another</a>.',
  '<script>console.log("PWNED3")</script><img src="x" onerror="console.log(`PWNED4`)"><iframe src="https://evil.example/frame"></iframe>',
  '<svg onload="console.log(`PWNED5`)"><script>console.log("PWNED6")</script></svg><style>body{background:url(https://evil.example/style)}</style>',
  '![remote](https://evil.example/pixel.png) ![near](near.png)', '<form action="https://evil.example/form"><input name="a"><button>Send</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/refresh"><base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">',
  '', '| a | b |', '|---|---|', '| 1 | 2 |', '', '- [x] done', '', '```py', 'def total(): return 1', '```', '', '```mermaid', 'graph TD; A[Start]-->B["<img src=x onerror=console.log(`PWNED7`)>"]; click A "javascript:console.log(`PWNED8`)"', '```', '',
].join('\n');

chapter('A27 a Markdown preview runs nothing, loads nothing from elsewhere, and shows pictures of the workspace', async () => {
  await ide.inside.run(`printf '%s' '${Buffer.from(HOSTILE).toString('base64')}' | base64 -d > hostile.md`);
  await ide.inside.run(`printf '%s' 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8Dwn4GBgYGJAQoAHxcCAk+Uzr4AAAAASUVORK5CYII=' | base64 -d > near.png`);
  await ide.openByAddress('/home/ws/hostile.md');
  await owner.editorShows('Hello');
  await owner.editor.click();
  await owner.page.keyboard.press('Control+Shift+V');
  const frame = preview('hostile.md');
  await frame.getByRole('heading', { name: 'Hello' }).waitFor();
  await frame.getByRole('img', { name: 'near' }).waitFor();
  await frame.getByText('picture from elsewhere, not loaded').waitFor();
  await frame.locator('pre span', { hasText: 'def' }).first().waitFor();
  await frame.locator('figure.diagram svg').waitFor();
  assert.equal(await frame.locator('main').locator('script, iframe, form, button, meta, base, link, :not(svg) > style, [onerror], [onload]').count(), 0);
  assert.equal(await frame.locator('a[href^="javascript" i]').count(), 0);
  for (const link of ['link', 'another']) await frame.getByText(link, { exact: true }).click();
  const kept = await frame.locator('body').evaluate(() => {
    try {
      return [String(window.origin), document.cookie, localStorage.length];
    } catch (error) {
      return [String(window.origin), (error as Error).name];
    }
  });
  assert.deepEqual(kept, ['null', 'SecurityError']);
  assert.deepEqual(said, []);
  assert.deepEqual(asked.filter((url) => url.includes('evil.example')), []);
});

chapter('A27 a drawing is a picture: its script is not run and it loads nothing', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" onload="console.log(`PWNED`)"><script>console.log("PWNED")</script><image href="https://evil.example/i.png"/><rect width="120" height="80" fill="teal"/></svg>';
  await ide.inside.run(`printf '%s' '${Buffer.from(svg).toString('base64')}' | base64 -d > drawing.svg`);
  await ide.openByAddress('/home/ws/drawing.svg');
  await owner.page.getByRole('img', { name: 'drawing.svg' }).waitFor();
  await owner.page.getByText('120 × 80').waitFor();
  await button('Larger').click();
  await owner.page.getByText('150 %').waitFor();
  assert.deepEqual(said, []);
  assert.deepEqual(asked.filter((url) => url.includes('evil.example')), []);
});

chapter('A30 a table of 1 GB opens, and one scrolls in it; the text of 200 MB is read in windows', async () => {
  await ide.inside.run('head -c 1M /dev/zero > nothing.bin; yes "1,two,three,four" | head -c 60000000 > big.csv; truncate -s 1G big.csv; (echo; yes "1,two,three,four" | head -c 2000000; echo; echo 9,the,very,end) >> big.csv; seq 1 9000000 > big.log');
  await ide.openByAddress('/home/ws/big.csv');
  const table = owner.page.getByRole('table', { name: 'Table of big.csv' });
  await table.getByRole('cell', { name: 'three' }).first().waitFor();
  await table.focus();
  await owner.page.keyboard.press('End');
  await table.getByRole('cell', { name: 'the', exact: true }).waitFor();
  await table.getByRole('rowheader', { name: /^≈ \d{7,}$/ }).last().waitFor();
  await owner.page.keyboard.press('Home');
  await table.getByRole('rowheader', { name: '1', exact: true }).waitFor();
  await ide.openByAddress('/home/ws/big.log');
  const text = owner.page.getByRole('region', { name: 'Text of big.log' });
  await text.getByText('12', { exact: true }).first().waitFor();
  await owner.page.getByRole('textbox', { name: 'Line, or 50 %' }).fill('8000000');
  await owner.page.keyboard.press('Enter');
  await text.getByText('8000000', { exact: true }).first().waitFor();
  await owner.page.getByRole('textbox', { name: 'Find from here' }).fill('8765432');
  await owner.page.keyboard.press('Enter');
  await text.locator('mark', { hasText: '8765432' }).waitFor();
});

chapter('what is no text shows its bytes; sound plays; a PDF is drawn in a frame without an origin', async () => {
  await ide.openByAddress('/home/ws/nothing.bin');
  await owner.page.getByRole('region', { name: 'Bytes of nothing.bin' }).getByText('00000010').waitFor();
  const wav = 'import wave;f=wave.open("tone.wav","wb");f.setparams((1,2,8000,8000,"NONE",""));f.writeframes(bytes(16000))';
  await ide.inside.run(`python3 -c '${wav}'`);
  await ide.openByAddress('/home/ws/tone.wav');
  await until('the sound can be played', () => owner.page.evaluate(() => (document.querySelector('audio')?.duration ?? 0) > 0.9));
  const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\("PWNED"\\))>>>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj 4 0 obj<</Length 44>>stream\nBT /F 18 Tf 20 40 Td (Bonjour Atelier) Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>';
  await ide.inside.run(`printf '%s' '${Buffer.from(pdf).toString('base64')}' | base64 -d > paper.pdf`);
  await ide.openByAddress('/home/ws/paper.pdf');
  const paper = owner.page.frameLocator('iframe[title="paper.pdf, PDF"]');
  await paper.getByText('Bonjour Atelier').click({ clickCount: 3 });
  assert.equal(await paper.locator('body').evaluate(() => getSelection()?.toString().trim()), 'Bonjour Atelier');
  // Keys of the page work in the frame as well.
  await owner.page.keyboard.press('Control+f');
  await owner.page.keyboard.type('ATELIER');
  await owner.page.getByText('1 of 1', { exact: true }).waitFor();
  await owner.page.keyboard.type('x');
  await owner.page.getByText('Not found', { exact: true }).waitFor();
  await owner.page.getByText('1 / 1', { exact: true }).waitFor();
  assert.deepEqual(said, []);
});

chapter('a text has VS Code’s colours, also in a theme that one brings; a hostile theme changes nothing', async () => {
  await ide.inside.run(String.raw`printf 'export const total: number = 12;\n// done\n' > sample.ts`);
  const theme = { type: 'dark', colors: { 'editor.background': '#102030' }, tokenColors: [{ scope: 'comment', settings: { foreground: '#FF00FF' } }, { scope: 'storage.type', settings: { foreground: '#00FF00' } }] };
  const hostile = { colors: { 'editor.background': 'red;} body{display:none' }, tokenColors: [{ scope: 'comment', settings: { foreground: 'url(https://evil.example/c)' } }] };
  await ide.inside.run(`mkdir -p .atelier/themes && printf '%s' '${JSON.stringify(theme)}' > '.atelier/themes/Mine.json' && printf '%s' '${JSON.stringify(hostile)}' > .atelier/themes/Hostile.json`);
  await ide.openByAddress('/home/ws/sample.ts');
  await owner.editorShows('total');
  for (const [name, colour, sheet] of [['Mine', 'rgb(255, 0, 255)', '#102030'], ['Dark+', 'rgb(106, 153, 85)', '#1e1e1e']] as const) {
    await choosesTheme(name);
    await until(`the comment is as ${name} has it`, async () => (await colourOf('done')) === colour);
    await until(`the page wears ${name}`, async () => (await sheetColour()) === sheet);
  }
  // A constant is one to TextMate's grammar, and any name to Monaco's own.
  await until('a constant is as Dark+ has it', async () => (await colourOf('total')) === 'rgb(79, 193, 255)');
  await choosesTheme('Hostile');
  await until('the look is there instead', async () => (await colourOf('done')) !== 'rgb(106, 153, 85)' && (await sheetColour()) !== '#1e1e1e');
  assert.ok(await owner.editor.isVisible());
  assert.deepEqual(asked.filter((url) => url.includes('evil.example')), []);
});

chapter('encoding and line ends are shown, changed and kept; .editorconfig says how to indent', async () => {
  await ide.inside.run(String.raw`printf '\x93\xfa\x96\x7b\r\n' > old.txt; mkdir -p tabs; printf '[*.js]\nindent_style = tab\ntab_width = 3\ntrim_trailing_whitespace = true\n' > tabs/.editorconfig; printf 'a();   \n' > tabs/a.js`);
  await ide.openByAddress('/home/ws/old.txt');
  await button('Windows-1252').click();
  await choose('Encoding', 'Reopen with another encoding');
  await choose('Reopen with encoding', 'Japanese (Shift JIS)');
  await owner.editorShows('日本');
  await button('CRLF').click();
  await choose('Line ends', 'LF');
  await owner.editor.click();
  await owner.page.keyboard.press('Control+End');
  await owner.page.keyboard.insertText('語');
  await owner.save();
  assert.deepEqual([...(await ide.inside.bytes('/home/ws/old.txt'))], [0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x8c, 0xea]);
  await owner.reload();
  await owner.editorShows('日本');
  await ide.openByAddress('/home/ws/tabs/a.js');
  await button('Tab size: 3').waitFor();
  await owner.editor.click();
  await owner.page.keyboard.press('Control+End');
  await owner.page.keyboard.press('Tab');
  await owner.page.keyboard.insertText('b();');
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/tabs/a.js'), 'a();\n\tb();');
});

chapter('one goes to a line and to a symbol by name, and the path above says what one is in', async () => {
  await ide.inside.run(String.raw`printf 'class Shop {\n  total() {\n    return 1;\n  }\n}\nfunction main() {\n  new Shop().total();\n}\n' > shop.js`);
  await ide.openByAddress('/home/ws/shop.js');
  await owner.editorShows('main');
  await owner.editor.click();
  await owner.page.keyboard.press('Control+g');
  await owner.page.getByRole('dialog', { name: 'Go to line' }).waitFor();
  await owner.page.keyboard.type('3:5');
  await owner.page.getByRole('option', { name: 'Line 3, column 5' }).waitFor();
  await owner.page.keyboard.press('Enter');
  await button('Ln 3, Col 5').waitFor();
  const path = owner.page.getByRole('navigation', { name: 'Path of the file' });
  await path.getByRole('button', { name: 'total' }).waitFor();
  await owner.page.keyboard.press('Control+Shift+O');
  const symbols = owner.page.getByRole('dialog', { name: 'Go to symbol' });
  await symbols.getByRole('option', { name: 'main' }).waitFor();
  await owner.page.keyboard.type('mai');
  await symbols.getByRole('option', { name: 'total' }).waitFor({ state: 'hidden' });
  await owner.page.keyboard.press('Enter');
  await button('Ln 6, Col 14 (4 selected)').waitFor();
  await owner.page.locator('.view-line', { hasText: 'main' }).click({ button: 'right' });
  // In its first tenth of a second Monaco's menu takes no press: it may belong to the one that opened it.
  await owner.page.getByRole('menuitem', { name: 'Show all commands' }).waitFor();
  await until('the palette is there', async () => {
    if (await owner.page.getByRole('dialog', { name: 'Command palette' }).isVisible()) return true;
    await owner.page.getByRole('menuitem', { name: 'Show all commands' }).click({ timeout: 1000 }).catch(() => undefined); // it has gone
    return false;
  });
  await owner.page.keyboard.press('Escape');
  await path.getByRole('button', { name: 'shop.js' }).click();
  await owner.page.getByRole('menuitem', { name: 'sample.ts' }).waitFor();
  await owner.page.keyboard.press('Escape');
});

chapter('A27 snippets of the workspace are offered and inserted; those that could hold the page up are not', async () => {
  const snippets = { Loop: { prefix: 'forof', body: ['for (const ${1:item} of ${2:items}) {', '\t$0', '}'] }, Evil: { prefix: 'forof-evil', body: '${1/(a+)+$/x/}' }, Deep: { prefix: 'forof-deep', body: '${1:'.repeat(3000) } };
  await ide.inside.run(`mkdir -p .vscode && printf '%s' '${Buffer.from(JSON.stringify(snippets)).toString('base64')}' | base64 -d > .vscode/mine.code-snippets && : > loop.js`);
  await ide.openByAddress('/home/ws/loop.js');
  await owner.connected();
  await owner.editor.click();
  await owner.page.keyboard.type('forof');
  const offered = owner.page.locator('.suggest-widget .monaco-list-row');
  await offered.filter({ hasText: 'forof' }).first().waitFor();
  assert.equal(await offered.filter({ hasText: /evil|deep/i }).count(), 0);
  await owner.page.keyboard.press('Enter');
  await owner.editorShows('for (const item of items) {');
});
