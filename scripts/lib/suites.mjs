// Runs checks and test files and counts what passed and failed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPORTER = join(import.meta.dirname, 'count-reporter.mjs');
/** What Node made of the sources, kept from one file's process to the next: they load the same ones. The server's too. */
const COMPILED = join(import.meta.dirname, '../../.cache/node');

/** Runs a program with its output shown, at its end with `isHeldBack`; true when it ended well. */
function ends(program, args, { isHeldBack = false } = {}) {
  return new Promise((done) => {
    const held = [];
    const child = spawn(program, args, { stdio: ['ignore', isHeldBack ? 'pipe' : 'inherit', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || COMPILED } });
    child.stdout?.on('data', (chunk) => held.push(chunk));
    child.once('error', () => done(false));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(held));
      done(code === 0);
    });
  });
}

/** A tool that says yes or no, as one test. `isHeldBack`: nothing of it is printed before its end. */
export async function checkTool(title, [program, ...args], { isHeldBack = false } = {}) {
  if (!isHeldBack) process.stdout.write(`\n── ${title}\n`);
  const passed = await ends(program, args, { isHeldBack });
  process.stdout.write(`${passed ? '✓' : '✗'} ${title}\n`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/**
 * Test files by node's own runner. A file that fails outside its tests, or a run that ends badly with no failed
 * test, counts as one failure; so does a pattern that finds nothing.
 *
 * `secondTry`: tests share the machine with whatever else it does. Up to MOST_TRIED_AGAIN files that failed run once
 * more, by themselves; what failed first is printed and named at the end either way. More than that is no accident,
 * and stands. `isHeldBack`: what they print is printed at their end, for those that run beside others.
 */
export async function runTests(title, patterns, { concurrency, timeoutMs, reporter = 'spec', secondTry = false, isHeldBack = false }) {
  process.stdout.write(`\n── ${title}\n`);
  const startedAt = performance.now();
  const run = (files, atATime) => runFiles(files, { concurrency: atATime, timeoutMs, reporter, isHeldBack });
  const first = await run(patterns, concurrency);
  let counted = first.total;
  const again = secondTry ? Object.keys(first.failing) : [];
  // Only where they account for all that failed.
  const isAll = sum(Object.values(first.failing)).failed === first.total.failed;
  if (again.length > 0 && again.length <= MOST_TRIED_AGAIN && isAll) {
    process.stdout.write(`\n── ${title}, a second try of ${again.join(', ')}\n`);
    const second = await run(again, 1);
    counted = sum([counted, ...again.map((file) => minus(first.failing[file])), second.total]);
    for (const file of again) process.stdout.write(`${file in second.failing ? '✗ failed twice' : '! passed only at its second try'}: ${file}\n`);
  }
  process.stdout.write(`${title}: ${counted.passed} passed, ${counted.failed} failed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  return counted;
}

const MOST_TRIED_AGAIN = 2;

async function runFiles(patterns, { concurrency, timeoutMs, reporter, isHeldBack }) {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-tests-'));
  const countFile = join(folder, 'count.json');
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
    { isHeldBack },
  );
  let counted = { total: { passed: 0, failed: 0 }, failing: {} };
  try {
    counted = JSON.parse(readFileSync(countFile, 'utf8'));
  } catch {
    // Counts as a failure below, as a run without any test does.
  }
  rmSync(folder, { recursive: true, force: true });
  const { total, failing } = counted;
  if (total.failed === 0 && (!well || total.passed === 0)) total.failed = 1;
  return { total, failing };
}

const minus = ({ passed, failed }) => ({ passed: -passed, failed: -failed });

/** Adds up counts. */
export function sum(counts) {
  return counts.reduce((total, count) => ({ passed: total.passed + count.passed, failed: total.failed + count.failed }), { passed: 0, failed: 0 });
}
