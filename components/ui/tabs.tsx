'use client';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

export type TabItem<Key extends string> = { readonly key: Key; readonly label: string; readonly content: ReactNode };

/** A page's parts, one at a time. (The workbench's tabs are its own: they are dragged, closed and dirty.) */
export function Tabs<Key extends string>({ label, tabs, initial, onChange }: { readonly label: string; readonly tabs: readonly TabItem<Key>[]; readonly initial?: Key; readonly onChange?: (key: Key) => void }) {
  return (
    <AriaTabs
      defaultSelectedKey={initial}
      onSelectionChange={(key) => {
        const tab = tabs.find((candidate) => candidate.key === key);
        if (tab) onChange?.(tab.key);
      }}
    >
      <TabList aria-label={label} className="navtabs">
        {tabs.map((tab) => (
          <Tab key={tab.key} id={tab.key} className="focus-inset">
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.key} id={tab.key}>
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
