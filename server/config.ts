import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** What the environment says, checked once; nothing else in the server reads `process.env`. */
export type Config = {
  /** Absolute. */
  readonly dataFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Previews are at `<port>--<workspace>.<domain>`. */
  readonly domain: string;
  /** An origin without a trailing slash; null: made from the domain and the port that was got. */
  readonly publicUrl: string | null;
  readonly mongoUri: string | undefined;
  readonly ownerEmail: string | undefined;
  readonly ownerPassword: string | undefined;
  /** Mail is sent when both are there. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  /** Another way to sign in, for members and open invitations. */
  readonly oidc: OidcConfig | undefined;
  /** Absolute path of a PEM file. */
  readonly extraCaFile: string | undefined;
  /** The container engine's socket; undefined: where engines usually listen. */
  readonly engineSocket: string | undefined;
  readonly trustProxy: boolean;
  /** Who has it may read `/metrics`; undefined: the owner alone. */
  readonly metricsToken: string | undefined;
  /** How long audit records are kept. */
  readonly auditDays: number;
  readonly logLevel: LogLevel;
};

export type OidcConfig = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly name: string };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line for each variable that cannot be used, naming it. Shown on the console, never a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a number from 0 to 65535');

const publicUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    context.addIssue('must be an address like https://ide.example.com, without a path');
    return z.NEVER;
  }
  return url.origin;
});

const mailServer = z.string().refine((text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.hostname !== '', 'must be like smtps://user:password@mail.example.com or smtp://localhost:25');

/** `Atelier <atelier@example.com>` or the address alone. */
const sender = z.string().max(320).refine((text) => {
  const [, address] = /^[^<>\r\n]*<([^<>]+)>$/.exec(text) ?? [text, text];
  return z.email().safeParse(address).success;
}, 'must be like Atelier <atelier@example.com>');

const issuer = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
}, 'must be the address of an OpenID provider, like https://login.example.com');

const readableFile = z.string().transform((path, context) => {
  const absolute = resolve(path);
  try {
    accessSync(absolute, constants.R_OK);
  } catch {
    context.addIssue(`cannot be read: ${absolute}`);
    return z.NEVER;
  }
  return absolute;
});

const Environment = z.object({
  ATELIER_DATA: z.string().default('./data').transform((path) => resolve(path)),
  ATELIER_PORT: port.default(3000),
  ATELIER_HOST: z.string().regex(/^[0-9a-zA-Z.:-]{1,253}$/, 'must be an address to listen on, like 127.0.0.1 or 0.0.0.0').optional(),
  ATELIER_DOMAIN: z.string().toLowerCase().regex(hostName, 'must be a host name like example.com, without a port').default('localhost'),
  ATELIER_PUBLIC_URL: publicUrl.optional(),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\/./, 'must begin with mongodb:// or mongodb+srv://').optional(),
  ATELIER_OWNER_EMAIL: z.string().trim().toLowerCase().pipe(z.email('must be an e-mail address')).optional(),
  ATELIER_OWNER_PASSWORD: z.string().min(12, 'must have at least 12 characters').max(128, 'must have at most 128 characters').optional(),
  ATELIER_SMTP_URL: mailServer.optional(),
  ATELIER_MAIL_FROM: sender.optional(),
  ATELIER_OIDC_ISSUER: issuer.optional(),
  ATELIER_OIDC_CLIENT_ID: z.string().max(256).optional(),
  ATELIER_OIDC_CLIENT_SECRET: z.string().max(1024).optional(),
  ATELIER_OIDC_NAME: z.string().max(40).optional(),
  ATELIER_EXTRA_CA: readableFile.optional(),
  DOCKER_HOST: z
    .string()
    .regex(/^unix:\/\/\//, 'must name a socket of this machine, like unix:///var/run/docker.sock')
    .transform((text) => text.slice('unix://'.length))
    .optional(),
  ATELIER_TRUST_PROXY: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  ATELIER_METRICS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,256}$/, 'must be 16 to 256 characters without a space, like what `openssl rand -hex 32` prints').optional(),
  ATELIER_AUDIT_DAYS: z.string().regex(/^[1-9]\d{0,4}$/, 'must be a number of days, like 730').transform(Number).default(730),
  ATELIER_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).optional(),
});

/**
 * Reads the configuration. An empty variable counts as unset, as compose files leave them.
 * @throws ConfigError with a line for every variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const value = parsed.data;
  if ((value.ATELIER_OWNER_EMAIL === undefined) !== (value.ATELIER_OWNER_PASSWORD === undefined)) {
    throw new ConfigError(['ATELIER_OWNER_EMAIL and ATELIER_OWNER_PASSWORD go together: set both or neither']);
  }
  if ((value.ATELIER_SMTP_URL === undefined) !== (value.ATELIER_MAIL_FROM === undefined)) {
    throw new ConfigError(['ATELIER_SMTP_URL and ATELIER_MAIL_FROM go together: set both or neither']);
  }
  return {
    dataFolder: value.ATELIER_DATA,
    port: value.ATELIER_PORT,
    host: value.ATELIER_HOST ?? (given['ATELIER_DOMAIN'] === undefined ? '127.0.0.1' : '0.0.0.0'),
    domain: value.ATELIER_DOMAIN,
    publicUrl: value.ATELIER_PUBLIC_URL ?? null,
    mongoUri: value.MONGODB_URI,
    ownerEmail: value.ATELIER_OWNER_EMAIL,
    ownerPassword: value.ATELIER_OWNER_PASSWORD,
    smtpUrl: value.ATELIER_SMTP_URL,
    mailFrom: value.ATELIER_MAIL_FROM,
    oidc: oidcIn(value),
    extraCaFile: value.ATELIER_EXTRA_CA,
    engineSocket: value.DOCKER_HOST,
    trustProxy: value.ATELIER_TRUST_PROXY === '1',
    metricsToken: value.ATELIER_METRICS_TOKEN,
    auditDays: value.ATELIER_AUDIT_DAYS,
    // A person at a terminal reads the progress lines; a supervisor wants the log.
    logLevel: value.ATELIER_LOG_LEVEL ?? (process.stderr.isTTY ? 'warn' : 'info'),
  };
}

/** @throws ConfigError only some of the three are there */
function oidcIn(value: z.infer<typeof Environment>): OidcConfig | undefined {
  const { ATELIER_OIDC_ISSUER: address, ATELIER_OIDC_CLIENT_ID: clientId, ATELIER_OIDC_CLIENT_SECRET: clientSecret } = value;
  if (address === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (address === undefined || clientId === undefined || clientSecret === undefined) {
    throw new ConfigError(['ATELIER_OIDC_ISSUER, ATELIER_OIDC_CLIENT_ID and ATELIER_OIDC_CLIENT_SECRET go together: set all or none']);
  }
  return { issuer: address, clientId, clientSecret, name: value.ATELIER_OIDC_NAME ?? new URL(address).hostname };
}

/** The origin people open, e.g. `http://localhost:3000`. `port` is the one the server listens on. */
export function publicOrigin(config: Config, listeningPort: number): string {
  return config.publicUrl ?? new URL(`http://${config.domain}:${listeningPort}`).origin;
}

/** Browsers keep `Secure` cookies only on https, and on this machine's own names. */
export function cookiesWork(origin: string): boolean {
  const url = new URL(origin);
  return url.protocol === 'https:' || /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
