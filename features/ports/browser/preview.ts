import { useTranslations } from 'use-intl';

import { createApi } from '../../../components/api/client.ts';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { showToast } from '../../../components/ui/toast.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { workspacesContract } from '../../workspaces/contract.ts';

const api = createApi({ workspaces: workspacesContract });

export type PreviewActions = {
  /** Opens the program on that port in a tab of its own, on the preview's own host name. */
  readonly open: (port: number) => Promise<void>;
  /** Puts the preview's address into the clipboard, without the code that lets in: only who may see it gets in. */
  readonly copy: (port: number) => Promise<void>;
};

export function usePreview(): PreviewActions {
  const t = useTranslations('ports');
  const errorText = useErrorText();
  const { workspace } = useWorkbench();
  const address = async (port: number): Promise<string> => (await api.client.workspaces.openPreview({ workspaceId: workspace.id, port, path: '/' })).url;
  const tell = (port: number, error: unknown): void => {
    const { what, why } = errorText(error);
    showToast({ tone: 'failed', title: t('previewFailed', { port: String(port) }), text: `${what} ${why}` });
  };
  return {
    open: async (port) => {
      // Opened while the press is still being handled: a browser holds back a tab that comes later.
      const tab = window.open('about:blank', '_blank');
      if (tab === null) {
        showToast({ tone: 'failed', title: t('previewFailed', { port: String(port) }), text: t('popupBlocked') });
        return;
      }
      tab.opener = null;
      try {
        tab.location.replace(await address(port));
      } catch (error) {
        tab.close();
        tell(port, error);
      }
    },
    copy: async (port) => {
      try {
        const { origin } = new URL(await address(port));
        await navigator.clipboard.writeText(`${origin}/`);
        showToast({ title: t('copied'), text: `${origin}/` });
      } catch (error) {
        tell(port, error);
      }
    },
  };
}
