/**
 * The closed list of what can go wrong, the same in all three programs. Each code has one HTTP status,
 * one WebSocket close code and one message in the catalogue (`errors.<code>`); nothing else maps them.
 * Close codes 1007–1013 are RFC 6455's; 4xxx are ours and mirror the HTTP status where one fits.
 */
export const ERRORS = {
  invalid_input: { status: 400, closeCode: 1008 },
  invalid_text: { status: 400, closeCode: 1007 },
  not_signed_in: { status: 401, closeCode: 4401 },
  wrong_credentials: { status: 401, closeCode: 4401 },
  /** The password was right; the second step is missing. */
  code_required: { status: 401, closeCode: 4401 },
  forbidden: { status: 403, closeCode: 4403 },
  origin_refused: { status: 403, closeCode: 4403 },
  read_only: { status: 403, closeCode: 4403 },
  not_found: { status: 404, closeCode: 4404 },
  method_not_allowed: { status: 405, closeCode: 4405 },
  timeout: { status: 504, closeCode: 4504 },
  already_exists: { status: 409, closeCode: 4409 },
  conflict: { status: 409, closeCode: 4409 },
  not_running: { status: 409, closeCode: 4410 },
  limit_reached: { status: 409, closeCode: 4411 },
  changed_since: { status: 412, closeCode: 4412 },
  too_large: { status: 413, closeCode: 1009 },
  not_a_file: { status: 422, closeCode: 4422 },
  not_a_folder: { status: 422, closeCode: 4422 },
  not_empty: { status: 422, closeCode: 4422 },
  too_many_requests: { status: 429, closeCode: 4429 },
  internal: { status: 500, closeCode: 1011 },
  upstream_failed: { status: 502, closeCode: 4502 },
  unavailable: { status: 503, closeCode: 1013 },
  disk_full: { status: 507, closeCode: 4507 },
} as const satisfies Record<string, { status: number; closeCode: number }>;

export type ErrorCode = keyof typeof ERRORS;

/** Figures and names a message may show; never a secret, never a file's content. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The only error that crosses a boundary on purpose. Anything else is `internal` to the other side. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.details = details;
  }
}

/** Whether it is one of ours; of this code, when one is given. */
export function isAtelier(error: unknown, code?: ErrorCode): error is AtelierError {
  return error instanceof AtelierError && (code === undefined || error.code === code);
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
