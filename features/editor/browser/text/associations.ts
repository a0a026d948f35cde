import { minimatch } from 'minimatch';

import { baseName, type FilePath } from '../../../../shared/file-path.ts';

const MAX_PATTERNS = 200;

/** `files.associations`: the language that the longest pattern gives; null: none does. Patterns with a slash are of whole paths. */
export function languageByPattern(associations: Readonly<Record<string, string>>, path: FilePath): string | null {
  const patterns = Object.keys(associations).slice(0, MAX_PATTERNS).sort((a, b) => b.length - a.length);
  const found = patterns.find((pattern) => fits(pattern, path));
  return found === undefined ? null : (associations[found] ?? null);
}

function fits(pattern: string, path: FilePath): boolean {
  const isPath = pattern.includes('/');
  try {
    return minimatch(isPath ? path : baseName(path), pattern, { dot: true, nocase: !isPath, nonegate: true, nocomment: true, noext: true, braceExpandMax: 200 });
  } catch {
    return false; // no pattern
  }
}
