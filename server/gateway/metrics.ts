import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type RequestKind = 'page' | 'static' | 'api' | 'auth' | 'relay' | 'git' | 'preview' | 'other';

export type Metrics = {
  answered(about: { kind: RequestKind; status: number; durationMs: number }): void;
  upgraded(about: { kind: RequestKind; outcome: 'done' | 'refused' }): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
};

/**
 * Whether a request's `Authorization: Bearer` is the configured token; never without one. Where a request comes
 * from says nothing: a proxy on the same machine makes everyone local.
 */
export function createMetricsAccess(token: string | undefined): (request: Pick<IncomingMessage, 'headers'>) => boolean {
  if (token === undefined) return () => false;
  const expected = digest(token);
  return ({ headers }) => {
    const [, given] = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(headers.authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Counters of one server; nothing in them names a member, a workspace or a path. */
export function createMetrics(about: { openSockets(): number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({ name: 'atelier_http_requests_total', help: 'Answered requests', labelNames: ['kind', 'status'], registers: [registry] });
  const durations = new Histogram({ name: 'atelier_http_request_seconds', help: 'Time to the end of the answer', labelNames: ['kind'], buckets: [0.005, 0.025, 0.1, 0.5, 2, 10], registers: [registry] });
  const upgrades = new Counter({ name: 'atelier_upgrades_total', help: 'WebSocket upgrades', labelNames: ['kind', 'outcome'], registers: [registry] });
  registry.registerMetric(
    new Gauge({
      name: 'atelier_open_sockets',
      help: 'Connections to the server',
      registers: [],
      collect() {
        this.set(about.openSockets());
      },
    }),
  );
  return {
    answered: ({ kind, status, durationMs }) => {
      requests.inc({ kind, status: `${Math.floor(status / 100)}xx` });
      durations.observe({ kind }, durationMs / 1000);
    },
    upgraded: (labels) => upgrades.inc(labels),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
