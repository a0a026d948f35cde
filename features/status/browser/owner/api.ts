import { createApi } from '../../../../components/api/client.ts';
import { statusContract } from '../../contract.ts';

export const api = createApi({ status: statusContract });

const READ_EVERY_MS = 10_000;

export const statusOptions = () => api.query.status.view.queryOptions({ refetchInterval: READ_EVERY_MS });
