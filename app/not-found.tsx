import { MessagePage } from '../components/page/message-page.tsx';
import { requestTexts } from './request-language.ts';

export default async function NotFound() {
  const t = await requestTexts();
  return <MessagePage title={t('pages.notFoundTitle')} text={t('pages.notFoundText')} action={{ href: '/workspaces', label: t('pages.toWorkspaces') }} />;
}
