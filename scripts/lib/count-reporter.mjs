// A node:test reporter that writes one JSON object at the end: counts of all tests, and the files that failed. Leaves
// count; suites do not. A test says where it was called, which may be a helper: what failed in which file is told by
// that file's own summary, and by the file itself where it failed outside its tests.
export default async function* countReporter(events) {
  const total = { passed: 0, failed: 0 };
  const failing = {};
  const outside = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:summary' && data.file !== undefined && !data.success) {
      const { passed, failed, cancelled, skipped, todo } = data.counts;
      failing[data.file] = { passed, failed: (failed ?? 0) + cancelled + skipped + todo };
    }
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    const isGood = type === 'test:pass' && data.skip === undefined && data.todo === undefined; // nothing is skipped here
    total[isGood ? 'passed' : 'failed'] += 1;
    if (type === 'test:fail' && data.nesting === 0 && data.file?.endsWith(data.name)) outside.add(data.file);
  }
  for (const file of outside) {
    const { passed, failed } = failing[file] ?? { passed: 0, failed: 0 };
    failing[file] = { passed, failed: failed + 1 };
  }
  yield JSON.stringify({ total, failing });
}
