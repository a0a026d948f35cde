// Runs checks and test files and counts what passed and failed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPORTER = join(import.meta.dirname, 'count-reporter.mjs');

/** Runs a program with its output shown; true when it ended well. */
function ends(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => done(false));
    child.once('close', (code) => done(code === 0));
  });
}

/** A tool that says yes or no, as one test. */
export async function checkTool(title, [program, ...args]) {
  process.stdout.write(`\n── ${title}\n`);
  const passed = await ends(program, args);
  process.stdout.write(`${passed ? '✓' : '✗'} ${title}\n`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/**
 * Test files by node's own runner. A file that fails outside its tests, or a run that ends badly with no failed
 * test, counts as one failure; so does a pattern that finds nothing.
 */
export async function runTests(title, patterns, { concurrency, timeoutMs, reporter = 'spec' }) {
  process.stdout.write(`\n── ${title}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'atelier-tests-'));
  const countFile = join(folder, 'count.json');
  const startedAt = performance.now();
  const well = await ends(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${timeoutMs}`,
      `--test-reporter=${reporter}`,
      '--test-reporter-destination=stdout',
      `--test-reporter=${REPORTER}`,
      `--test-reporter-destination=${countFile}`,
      ...patterns,
    ],
  );
  let counted = { passed: 0, failed: 0, skipped: 0 };
  try {
    counted = JSON.parse(readFileSync(countFile, 'utf8'));
  } catch {
    counted.failed = 1;
  }
  rmSync(folder, { recursive: true, force: true });
  if (counted.passed + counted.failed === 0) counted.failed = 1;
  if (!well && counted.failed === 0) counted.failed = 1;
  counted.failed += counted.skipped; // nothing is skipped here
  process.stdout.write(`${title}: ${counted.passed} passed, ${counted.failed} failed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  return counted;
}

/** Adds up counts. */
export function sum(counts) {
  return counts.reduce((total, count) => ({ passed: total.passed + count.passed, failed: total.failed + count.failed }), { passed: 0, failed: 0 });
}
