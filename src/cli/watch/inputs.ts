import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { type Identity, identityOf } from '../../engines/duckdb/unchanged.ts';
import { readStudy } from '../../study/read/files/read-study.ts';

/** Reads what a study is made of: its file and those that it names, with what tells each from a changed one. */
export type ReadInputs = () => Promise<readonly Identity[]>;

/**
 * The study and its data, of which globs are read anew each time. While the study cannot be read, its data are those that it named last; what lies in the
 * output folder is none.
 */
export function inputsOf(study: string, out: string): ReadInputs {
  let known = '';
  let patterns: readonly string[] = [];
  return async () => {
    const own = await identityOf(study);
    if (own.facts !== known) {
      known = own.facts;
      patterns = await patternsIn(study).catch(() => patterns);
    }
    const paths = await Promise.all(patterns.map(matches));
    const written = resolve(out) + sep;
    const data = [...new Set(paths.flat())].filter((path) => !path.startsWith(written));
    return [own, ...(await Promise.all(data.toSorted().map(identityOf)))];
  };
}

/** Paths and globs of the data, from the folder of the study. */
async function patternsIn(study: string): Promise<readonly string[]> {
  const { study: read, design } = await readStudy(study);
  const { data } = read;
  const named = 'file' in data ? [data.file] : 'files' in data ? [data.files] : 'from' in data && data.from ? Object.values(data.from) : [];
  const beside = (design.shares?.(read.design) ?? []).map(({ file }) => file);
  return [...named, ...beside].map((path) => (isAbsolute(path) ? path : resolve(dirname(study), path)));
}

const isGlob = /[*?[]/;

/** The path itself; of a glob every file below its fixed part that ends as it does, which may be a few more than it means. */
async function matches(pattern: string): Promise<readonly string[]> {
  if (!isGlob.test(pattern)) return [pattern];
  const steps = pattern.split(/[\\/]/);
  const first = steps.findIndex((step) => isGlob.test(step));
  const folder = steps.slice(0, first).join(sep) || sep;
  const ending = /[^*?[\]{}]*$/.exec(basename(pattern))?.[0] ?? '';
  const recursive = first < steps.length - 1;
  const names = await readdir(folder, { recursive }).catch(() => []);
  return [pattern, ...names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name))];
}
