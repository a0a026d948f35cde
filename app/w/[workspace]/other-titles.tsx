import { LANGUAGES } from '../../../components/i18n/language.ts';
import { OTHER_TITLES_ELEMENT } from '../../../features/palette/browser/other-titles.ts';
import { messagesFor } from '../../messages.ts';
import { requestLanguage } from '../../request-language.ts';

/** What commands are called in the language that the page does not have: whoever learnt one by that name finds it. */
export async function OtherTitles() {
  const language = await requestLanguage();
  const titles: Record<string, string> = {};
  for (const other of LANGUAGES.filter((known) => known !== language)) collect(messagesFor({ language: other, role: null }), { path: '', titles });
  return <script type="application/json" id={OTHER_TITLES_ELEMENT} dangerouslySetInnerHTML={{ __html: JSON.stringify(titles).replaceAll('<', String.raw`\u003c`) }} />;
}

function collect(messages: object, { path, titles }: { readonly path: string; readonly titles: Record<string, string> }): void {
  for (const [name, text] of Object.entries(messages)) {
    const key = path === '' ? name : `${path}.${name}`;
    if (typeof text === 'object' && text !== null) collect(text, { path: key, titles });
    else if (typeof text === 'string' && key.includes('.commands.')) titles[key] = text;
  }
}
