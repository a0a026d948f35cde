'use client';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { ModuleKind, slugProblem } from '../../../projects/contract.ts';
import type { DraftModule } from './plan/draft.ts';

type Names = Pick<DraftModule, 'projectSlug' | 'slug' | 'kind'>;

export type ModuleDialogProps = {
  readonly names: Names;
  /** The one that is changed; absent for a new one. */
  readonly module?: DraftModule;
  readonly onDone: (names: Names) => void;
  readonly onTakeOut?: (path: string) => void;
  readonly onClose: () => void;
};

/** In which project, under which name, of which kind; and what it takes so far. */
export function ModuleDialog({ names, module, onDone, onTakeOut, onClose }: ModuleDialogProps) {
  const t = useTranslations('imports.module');
  const common = useTranslations('common');
  const kinds = useTranslations('projects.kind');
  const rules = useTranslations('projectsOwner.slug');
  const [projectSlug, setProject] = useState(names.projectSlug);
  const [slug, setSlug] = useState(names.slug);
  const [kind, setKind] = useState<ModuleKind>(names.kind);
  const [isAsked, setAsked] = useState(false);

  function problemOf(text: string): string | null {
    const problem = slugProblem(text.trim());
    if (problem === null || (!isAsked && (problem === 'missing' || problem === 'ends'))) return null;
    return rules(problem);
  }

  function submit(): void {
    setAsked(true);
    const asked = { projectSlug: projectSlug.trim(), slug: slug.trim(), kind };
    if (slugProblem(asked.projectSlug) === null && slugProblem(asked.slug) === null) onDone(asked);
  }

  return (
    <Dialog title={module === undefined ? t('newTitle') : t('editTitle')} widthPx={520} isOpen onClose={onClose} closeLabel={common('close')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <DialogBody className="flex flex-col gap-4.5 pt-4!">
          <TextField label={t('project')} hint={t('projectHint')} autoComplete="off" isVerbatim value={projectSlug} onChange={setProject} error={problemOf(projectSlug)} />
          <TextField autoFocus label={t('name')} hint={t('nameHint')} autoComplete="off" isVerbatim value={slug} onChange={setSlug} error={problemOf(slug)} />
          <Select className="max-w-60" label={t('kind')} value={kind} onChange={setKind} options={ModuleKind.options.map((value) => ({ value, label: kinds(value) }))} />
          {module !== undefined && module.paths.length > 0 && onTakeOut !== undefined && <Folders module={module} onTakeOut={onTakeOut} />}
        </DialogBody>
        <CancelFooter onCancel={onClose}>
          <Button type="submit" variant="primary">
            {module === undefined ? t('create') : common('save')}
          </Button>
        </CancelFooter>
      </form>
    </Dialog>
  );
}

function Folders({ module: { paths, root }, onTakeOut }: { readonly module: DraftModule; readonly onTakeOut: (path: string) => void }) {
  const t = useTranslations('imports.module');
  const split = useTranslations('imports.split');
  return (
    <div>
      <div className="label mb-1">{t('folders')}</div>
      <ul className="max-h-44 overflow-auto" aria-label={t('folders')}>
        {paths.map((path) => (
          <li key={path} className="flex min-h-7 items-center gap-2">
            <span className="mono min-w-0 flex-1 truncate" title={path}>
              {path === '' ? split('everything') : displayName(path)}
            </span>
            {path !== '' && <IconButton size="mini" icon={X} label={t('out', { path })} onPress={() => onTakeOut(path)} />}
          </li>
        ))}
      </ul>
      <p className="hint mt-1">{root === '' ? t('rootAll') : t('root', { root: displayName(root) })}</p>
    </div>
  );
}
