import { Fragment, type ReactNode } from 'react';

export type Fact = { readonly label: string; readonly value: ReactNode };

/** Names on the left, what is so on the right. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="status-facts">
      {facts.map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
