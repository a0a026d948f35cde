'use client';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { displayName } from '../../../shared/display-name.ts';
import { gitSession } from './git-session.ts';

/** What is asked before something is done that was perhaps not meant. */
export function GitQuestions() {
  const t = useTranslations('git');
  const common = useTranslations('common');
  const session = gitSession.use();
  const question = useStore(session.asked);
  if (question === null) return null;
  const { kind, count, path, answer } = question;
  return (
    <Dialog title={t(`ask.${kind}.title`)} isOpen onClose={() => answer(false)} closeLabel={common('close')} widthPx={420}>
      <DialogBody>
        <p>{t(`ask.${kind}.text`, { count, path: displayName(path) })}</p>
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="quiet" onPress={() => answer(false)}>
          {common('cancel')}
        </Button>
        <Button variant="primary" autoFocus onPress={() => answer(true)}>
          {t(`ask.${kind}.yes`)}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
