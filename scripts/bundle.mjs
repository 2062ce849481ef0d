// After tsc has written the declarations: the entries and what they share, each as one file. Node then opens a few files where it opened seven hundred,
// and the special functions come along, which are packages of two hundred files to load.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { exports, bin, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = [...Object.values(exports).flatMap((entry) => entry.default ?? []), ...Object.values(bin)];

rmSync('dist/chunks', { recursive: true, force: true });
await build({
  entryPoints: entries.map((path) => path.replace(/^(\.\/)?dist\/(.*)\.js$/, 'src/$2.ts')),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys(dependencies),
  legalComments: 'eof',
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);
