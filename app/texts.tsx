import type { ReactNode } from 'react';

import { MoreTexts } from '../components/i18n/more-texts.tsx';
import { messagesFor, type Catalogue } from './messages.ts';
import { requestLanguage } from './request-language.ts';
import { requestRole } from './request-role.ts';

/** The texts of those features, besides what every page has, for what is inside: a page carries what it says and no more. */
export async function Texts({ of, children }: { readonly of: readonly (keyof Catalogue)[]; readonly children: ReactNode }) {
  const [language, role] = await Promise.all([requestLanguage(), requestRole()]);
  return <MoreTexts messages={messagesFor({ language, role, of })}>{children}</MoreTexts>;
}
