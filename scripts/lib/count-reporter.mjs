// A node:test reporter that writes one JSON object at the end: counts by file. Leaves count; suites do not.
export default async function* countReporter(events) {
  const files = {};
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const count = (files[data.file ?? ''] ??= { passed: 0, failed: 0, skipped: 0 });
    if (data.skip !== undefined || data.todo !== undefined) count.skipped += 1;
    else if (type === 'test:pass') count.passed += 1;
    else count.failed += 1;
  }
  yield JSON.stringify(files);
}
