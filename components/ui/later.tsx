import { lazy, Suspense, type ComponentType } from 'react';

/** A component that is fetched when it is first shown, and nothing until then. Name it by the one it stands for. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const View = lazy(async () => ({ default: await load() }));
  return function Later(props: Props) {
    return (
      <Suspense>
        <View {...props} />
      </Suspense>
    );
  };
}
