import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as duckdb from '../../src/duckdb.ts';
import * as library from '../../src/index.ts';
import * as read from '../../src/read.ts';
import * as report from '../../src/report.ts';
import * as scenarios from '../../src/scenarios.ts';
import * as catalogue from '../../src/study/catalogue.ts';
import * as study from '../../src/study.ts';
import { version } from '../../src/version.ts';

describe('what is exported', () => {
  it('is a list that changes only on purpose', () => {
    // Methods and checks are a list of their own: the catalogue.
    const index = Object.fromEntries(Object.entries(library).filter(([name]) => !(name in catalogue)));
    const names = { index, study, read, report, duckdb, scenarios };
    expect(Object.fromEntries(Object.entries(names).map(([entry, exported]) => [entry, Object.keys(exported).sort()]))).toMatchSnapshot();
  });

  it('bundles for a browser: no builtin of Node, no schema, no YAML, no database', async () => {
    const bundled = await build({
      entryPoints: ['src/index.ts'],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.keys(bundled.metafile.inputs);
    expect(inputs.filter((file) => /node_modules\/(zod|yaml|@duckdb|@observablehq|linkedom|commander)\//.test(file))).toEqual([]);
    const builtins = Object.values(bundled.metafile.inputs).flatMap((input) => input.imports.filter((i) => i.external).map((i) => i.path));
    expect(builtins).toEqual([]);
  });

  it('tells the version of the package', () => {
    expect(version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });
});
