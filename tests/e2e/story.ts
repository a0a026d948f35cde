import { test } from 'node:test';

/**
 * Tests that build on one another: once one failed, the following ones fail at once and say so, instead of
 * waiting for what cannot come. Call it once per file and use what it returns like `test`.
 */
export function createStory(): (title: string, chapter: () => Promise<void>) => void {
  let failed: string | null = null;
  return (title, chapter) => {
    test(title, async () => {
      if (failed !== null) throw new Error(`not tried: "${failed}" failed before`);
      try {
        await chapter();
      } catch (error) {
        failed = title;
        throw error;
      }
    });
  };
}
