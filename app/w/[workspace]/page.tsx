import type { Metadata } from 'next';

import { EditorHead } from './editor-head.tsx';
import { OtherTitles } from './other-titles.tsx';
import { WorkbenchPage } from './workbench-page.tsx';

type Props = { readonly params: Promise<{ readonly workspace: string }>; readonly searchParams: Promise<Readonly<Record<string, unknown>>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).workspace) };
}

export default async function Page({ params, searchParams }: Props) {
  return (
    <>
      <EditorHead opensFile={(await searchParams)['file'] !== undefined} />
      <OtherTitles />
      <WorkbenchPage name={decodeURIComponent((await params).workspace)} />
    </>
  );
}
