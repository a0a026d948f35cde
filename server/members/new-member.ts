import type { MemberDocument } from '../storage/documents.ts';

/** What every member begins with, whoever makes them. */
export const NEW_MEMBER = {
  disabled: false,
  removedAtMs: null,
  quota: null,
  limits: null,
  totp: null,
  oidcAccount: null,
  edition: 0,
} as const satisfies Partial<MemberDocument>;
