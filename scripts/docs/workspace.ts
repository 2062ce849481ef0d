import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { build } from 'esbuild';
import { csvText } from '../../src/scenarios/csv-text.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { type Example, nameOf } from './examples.ts';
import { root } from './pages.ts';

const run = promisify(execFile);

/** A folder in which examples find what they read: study.yaml with its tickets.csv, and support/*.parquet. */
export interface Workspace {
  /** What the type checker says of all examples; empty when it has nothing to say. */
  typeErrors(): Promise<string>;
  /** What an example prints. Rejects when it fails. */
  outputOf(example: Example): Promise<string>;
  close(): Promise<void>;
}

const tsconfig = {
  extends: '../../tsconfig.test.json',
  compilerOptions: { rootDir: '../..', noUnusedLocals: false, paths: { estimand: ['../../src/index.ts'], 'estimand/*': ['../../src/*.ts'] } },
  include: ['*.ts'],
};

// `rows` stands for the rows that a reader has.
const given = `import { supportRollout } from 'estimand/scenarios';
const { assigned_ai, resolved } = supportRollout.simulate({ n: 500, seed: 1 }).columns;
Object.assign(globalThis, { rows: Array.from({ length: resolved.length }, (_, i) => ({ ai: assigned_ai[i], resolved: resolved[i] })) });
`;
const givenTypes = 'declare const rows: readonly Readonly<Record<string, number>>[];\n';

export async function workspace(examples: readonly Example[]): Promise<Workspace> {
  await mkdir(join(root, 'out'), { recursive: true });
  const folder = await mkdtemp(join(root, 'out', 'docs-'));
  const data = join(folder, 'data');
  await mkdir(join(data, 'support'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig)),
    writeFile(join(folder, 'given.ts'), given),
    writeFile(join(folder, 'given-types.d.ts'), givenTypes),
    ...examples.map((example) => writeFile(join(folder, `${nameOf(example)}.ts`), example.code)),
    writeFile(join(data, 'study.yaml'), supportRollout.study('tickets.csv')),
    writeFile(join(data, 'tickets.csv'), csvText(supportRollout.simulate({ seed: 1 }))),
  ]);
  await writeParquet(data);
  await bundleInto(folder, ['given', ...examples.map(nameOf)]);
  const runner = fork(new URL('./example-runner.mjs', import.meta.url), { cwd: data, env: { ...process.env, NO_COLOR: '1' }, execArgv: [], silent: true });
  await printedBy(runner, join(folder, 'given.mjs'));
  return {
    typeErrors: () =>
      run(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder, 'tsconfig.json')]).then(
        () => '',
        ({ stdout }) => stdout,
      ),
    outputOf: (example) => printedBy(runner, join(folder, `${nameOf(example)}.mjs`)),
    close: async () => {
      runner.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a file prints that the runner imports; one at a time. */
async function printedBy(runner: ChildProcess, file: string): Promise<string> {
  const heard = new AbortController();
  const ended = once(runner, 'exit', { signal: heard.signal }).then(([code]) => [{ failed: `ended with exit code ${code}` }]);
  const answered = once(runner, 'message', { signal: heard.signal });
  runner.send(pathToFileURL(file).href);
  const [{ printed, failed }]: { readonly printed?: string; readonly failed?: string }[] = await Promise.race([answered, ended]);
  heard.abort();
  await Promise.allSettled([answered, ended]);
  if (printed === undefined) throw new Error(`${file}: ${failed}`);
  return printed;
}

/** All examples at once and what they share, as the package is bundled: each then starts at once, where it would read seven hundred files of source. */
async function bundleInto(folder: string, names: readonly string[]): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await build({
    entryPoints: names.map((name) => join(folder, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    tsconfig: join(folder, 'tsconfig.json'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [...Object.keys(dependencies), '@duckdb/*'],
    logLevel: 'warning',
  });
}

/** Two files under the short names that examples use. */
async function writeParquet(data: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const columns = 'ticket_id, language, assigned_ai as ai, used_ai as used, resolved, handle_minutes as minutes, case_complexity as complexity';
  for (const [name, rows] of Object.entries({ early: "where ticket_id <= 'T006000'", late: "where ticket_id > 'T006000'" })) {
    await connection.run(`copy (select ${columns} from '${join(data, 'tickets.csv')}' ${rows}) to '${join(data, 'support', `${name}.parquet`)}'`);
  }
  connection.closeSync();
}
