import type { AnyRouter } from '@orpc/server';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { RawRoute } from './gateway/raw-routes.ts';

/** What a feature with a control-plane part gives to `server/features.ts`. */
export type ServerFeature = {
  readonly name: string;
  /** Implements the feature's contract; mounted at `/api`, authorised by the guard of each procedure. */
  readonly router: AnyRouter;
  /** What it takes or gives as bytes. */
  readonly rawRoutes?: readonly RawRoute[];
};

/** A plain HTTP handler: true when it answered. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
