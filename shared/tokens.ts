import { z } from 'zod';

import { ModuleId, TokenId } from './ids.ts';

/** Personal access tokens, the same for the contract, the use cases and the page. */
export const TOKEN_PREFIX = 'atl_';
export const MAX_TOKENS = 50;
export const MAX_TOKEN_MODULES = 200;
export const MAX_TOKEN_DAYS = 366;
export const TOKEN_DAY_CHOICES = [7, 30, 90, 366] as const;
const NAME_MAX_CHARACTERS = 60;

export const TokenScope = z.enum(['read', 'write']);
export type TokenScope = z.infer<typeof TokenScope>;

/** Shown in a list beside other things: one line, nothing that turns a line around. */
export const TokenName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_MAX_CHARACTERS)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);

export const TokenView = z.object({
  id: TokenId,
  name: z.string(),
  scope: TokenScope,
  /** null: every module that is granted; what is not granted any more is still not reached. */
  moduleIds: z.array(ModuleId).nullable(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  /** To the minute; null: never. */
  lastUsedAtMs: z.number().nullable(),
  lastUsedAddress: z.string(),
});
export type TokenView = z.infer<typeof TokenView>;

export const NewToken = z.object({
  name: TokenName,
  scope: TokenScope,
  moduleIds: z.array(ModuleId).min(1).max(MAX_TOKEN_MODULES).nullable(),
  days: z.number().int().min(1).max(MAX_TOKEN_DAYS),
});
export type NewToken = z.infer<typeof NewToken>;
