import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { createApi } from '../../../components/api/client.ts';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { showToast } from '../../../components/ui/toast.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { Port } from '../../../shared/ids.ts';
import { servicesContract, type ShareableModule } from '../../services/contract.ts';

const api = createApi({ services: servicesContract });

export type Sharing = {
  /** What this workspace may answer for; empty until it is known. */
  readonly modules: readonly ShareableModule[];
  /** What was granted or ended meanwhile. */
  readonly refresh: () => void;
  readonly share: (module: ShareableModule, port: number) => Promise<void>;
  readonly stop: (module: ShareableModule) => Promise<void>;
};

/** Ports that answer for a module, to whoever may call it. Asked for once there is a port (`isNeeded`). */
export function useSharing({ isNeeded }: { readonly isNeeded: boolean }): Sharing {
  const t = useTranslations('ports');
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { workspace } = useWorkbench();
  const options = api.query.services.get.queryOptions({ input: { workspaceId: workspace.id }, staleTime: 5000 });
  const { data, refetch } = useQuery({ ...options, enabled: isNeeded });
  const attempt = async (failed: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: failed, text: `${what} ${why}` });
    }
    await queries.invalidateQueries({ queryKey: options.queryKey });
  };
  return {
    modules: data?.own ?? [],
    refresh: () => void refetch(),
    share: (module, port) =>
      attempt(t('shareFailed', { port: String(port) }), async () => {
        await api.client.services.share({ workspaceId: workspace.id, moduleId: module.moduleId, port: Port.parse(port) });
        showToast({ title: t('shared', { port: String(port) }), text: `http://${nameOf(module)}/` });
      }),
    stop: (module) => attempt(t('stopFailed'), () => api.client.services.stop({ workspaceId: workspace.id, moduleId: module.moduleId })),
  };
}

export function nameOf({ slug, projectSlug }: ShareableModule): string {
  return `${slug}.${projectSlug}.internal`;
}
