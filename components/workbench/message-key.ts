import type { MessageKeys, Messages, NestedKeyOf } from 'use-intl';

/** A full key of the catalogues, as `useTranslations()` without a namespace takes it. */
export type MessageKey = MessageKeys<Messages, NestedKeyOf<Messages>>;
