import { ORPCError } from '@orpc/client';
import { oc } from '@orpc/contract';
import { z } from 'zod';

import { AtelierError, ERRORS, isErrorCode, type ErrorCode } from './errors.ts';

const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();

type ErrorMap = { readonly [Code in ErrorCode]: { readonly status: number; readonly data: typeof details } };

const errorMap = Object.fromEntries(
  Object.entries(ERRORS).map(([code, { status }]) => [code, { status, data: details }]),
) as unknown as ErrorMap;

/** Who may call a procedure of the control plane. Checked in one place, before the input is even parsed. */
export type Access = 'public' | 'member' | 'owner';
export type ProcedureMeta = { readonly access: Access };

/**
 * Every contract starts here: every procedure fails with the same closed list of codes, and is for
 * signed-in members unless it says otherwise with `.meta({ access })`. What is the owner's does not
 * exist (404) for others.
 */
export const procedure = oc.$meta<ProcedureMeta>({ access: 'member' }).errors(errorMap);

/** What an implementation throws, as the wire knows it. Use as the one error interceptor of a handler. */
export function toWireError(error: unknown): unknown {
  if (error instanceof AtelierError) {
    return new ORPCError(error.code, {
      defined: true,
      status: ERRORS[error.code].status,
      message: error.code,
      data: error.details,
    });
  }
  return error;
}

/** What a client caught, as our code; `internal` for what no contract declares (a broken connection included). */
export function fromWireError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  if (error instanceof ORPCError && isErrorCode(error.code)) {
    const data = details.safeParse(error.data);
    return new AtelierError(error.code, data.success ? (data.data ?? {}) : {}, { cause: error });
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return new AtelierError('invalid_input', {}, { cause: error });
  }
  return new AtelierError('internal', {}, { cause: error });
}
