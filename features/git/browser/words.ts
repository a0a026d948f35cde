import type { useTranslations } from 'use-intl';

import type { ErrorText } from '../../../components/i18n/error-text.ts';

/** The member's language, for what is drawn outside React: editors, marks, messages. */
export type GitWords = { readonly t: ReturnType<typeof useTranslations<'git'>>; readonly errorText: (error: unknown) => ErrorText; readonly moment: (atMs: number) => string };
