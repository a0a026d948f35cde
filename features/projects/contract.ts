import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { procedure } from '../../shared/procedures.ts';
import { ProjectView } from '../../shared/projects.ts';

export * from '../../shared/projects.ts';

/** Longer than any name, so that what is wrong with a long one can be said. */
const MAX_ASKED_SLUG = 400;

/**
 * What every member may ask: the projects in which something is granted to them, and there the granted modules
 * (an owner: every live one). What only the owner may ask is in `owner-contract.ts`, which other members' pages
 * never load.
 */
export const projectsContract = {
  list: procedure.route({ method: 'GET', path: '/projects' }).output(z.array(ProjectView)),
  /** By its name in an address. `not_found` when nothing in it is granted. */
  get: procedure.route({ method: 'GET', path: '/projects/{slug}' }).input(z.object({ slug: z.string().max(MAX_ASKED_SLUG) })).output(ProjectView),
  /** The whole list again after every change of grants, names and commits, at most ten times a second. */
  watch: procedure.route({ method: 'GET', path: '/projects-live' }).output(eventIterator(z.array(ProjectView))),
};
