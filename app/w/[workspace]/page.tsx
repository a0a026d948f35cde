import type { Metadata } from 'next';

import { WorkbenchPage } from './workbench-page.tsx';

type Props = { readonly params: Promise<{ readonly workspace: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).workspace) };
}

export default async function Page({ params }: Props) {
  return <WorkbenchPage name={decodeURIComponent((await params).workspace)} />;
}
