import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ImportId } from '../../shared/ids.ts';
import { ImportPlan, ImportUrl, ImportView, LeftOver, ModulePreview, PlannedFigures, PlannedModule, TreeEntry, TreePath } from '../../shared/imports.ts';
import { procedure } from '../../shared/procedures.ts';

export * from '../../shared/imports.ts';

const owner = procedure.meta({ access: 'owner' });
const one = z.object({ importId: ImportId });

/**
 * Bringing a project in: fetch or upload, look at it, say what goes where, import. The owner's alone.
 * An archive's bytes go to `PUT /api/imports/<id>/archive` once `upload` has made the import.
 */
export const importsContract = {
  list: owner.route({ method: 'GET', path: '/imports' }).output(z.array(ImportView)),
  watch: owner.route({ method: 'GET', path: '/imports-live' }).output(eventIterator(z.array(ImportView))),
  /** Fetches a git repository over http(s). Its credentials are used once and kept nowhere. */
  fromUrl: owner
    .route({ method: 'POST', path: '/imports/from-url' })
    .input(z.object({ url: ImportUrl, username: z.string().max(200).optional(), password: z.string().max(2000).optional() }))
    .output(ImportView),
  /** Waits for an archive: .zip, .tar, .tar.gz, .tar.bz2, .tar.xz, or a git bundle. */
  upload: owner.route({ method: 'POST', path: '/imports/upload' }).input(z.object({ name: z.string().trim().min(1).max(200) })).output(ImportView),
  /** What is in a folder of the source, folders first. */
  folder: owner.route({ method: 'GET', path: '/imports/{importId}/folder' }).input(one.extend({ path: TreePath })).output(z.array(TreeEntry)),
  /** Files and folders whose name holds a text, the first of them. */
  find: owner.route({ method: 'GET', path: '/imports/{importId}/find' }).input(one.extend({ text: z.string().trim().min(1).max(200) })).output(z.array(TreeEntry)),
  /** Modules as the folders suggest them. */
  propose: owner.route({ method: 'GET', path: '/imports/{importId}/proposal' }).input(one).output(ImportPlan),
  /** Keeps the plan, so that one may come back. */
  savePlan: owner.route({ method: 'PUT', path: '/imports/{importId}/plan' }).input(one.extend({ plan: ImportPlan })).output(ImportView),
  preview: owner
    .route({ method: 'POST', path: '/imports/{importId}/preview' })
    .input(one.extend({ module: PlannedModule, leftOut: ImportPlan.shape.leftOut }))
    .output(ModulePreview),
  /** What each module of the plan would be, in the plan's order. */
  figures: owner.route({ method: 'POST', path: '/imports/{importId}/figures' }).input(one.extend({ plan: ImportPlan })).output(z.array(PlannedFigures)),
  leftOver: owner.route({ method: 'POST', path: '/imports/{importId}/left-over' }).input(one.extend({ plan: ImportPlan })).output(LeftOver),
  /**
   * Makes projects that are missing and every module; returns at once, `watch` tells the rest. Names that are taken
   * or wrong are refused before anything is made. After a failure the plan is what is still to be made.
   */
  run: owner.route({ method: 'POST', path: '/imports/{importId}/run' }).input(one.extend({ plan: ImportPlan })).output(ImportView),
  /** Ends it and keeps nothing of the source; modules that are done stay. */
  discard: owner.route({ method: 'DELETE', path: '/imports/{importId}' }).input(one).output(z.object({})),
};
