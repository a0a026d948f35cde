'use client';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { RadioCards } from '../../../components/ui/radio-cards.tsx';
import type { ImageView } from '../contract.ts';

/** What a workspace is made from, a card each. */
export function ImageField({ images, value, onChange }: { readonly images: readonly ImageView[]; readonly value: string | null; readonly onChange: (image: ImageView) => void }) {
  const t = useTranslations('workspaces.create');
  const describe = useImageText();
  return (
    <RadioCards
      label={t('image')}
      value={value}
      cards={images.map((image) => ({ value: image.id as string, title: image.name, text: describe(image) }))}
      onChange={(id) => {
        const image = images.find((candidate) => candidate.id === id);
        if (image) onChange(image);
      }}
    />
  );
}

function useImageText(): (image: ImageView) => string {
  const t = useTranslations('workspaces.create');
  const formats = useFormats();
  return (image) => {
    const contents = contentsOf(image);
    const state = image.state === 'ready' ? '' : image.state === 'building' && image.progress !== null ? `${t('imageState.building')}, ${formats.percent(image.progress)}` : t(`imageState.${image.state}`);
    return [contents, state].filter((part) => part !== '').join('; ');
  };

  function contentsOf({ id, parentId, packages }: ImageView): string {
    if (parentId !== null) return t('imageDerived', { parent: parentId, packages: packages.join(', ') });
    if (id === 'base') return t('imageBase');
    return id === 'full' ? t('imageFull') : '';
  }
}
