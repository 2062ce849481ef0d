// After tsc has written the declarations: the entries and what they share, each as one file. Node then opens a few files where it opened seven hundred,
// and the special functions come along, which are packages of two hundred files to load.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { sbomText } from './sbom.mjs';

const { exports, bin, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = [...Object.values(exports).flatMap((entry) => entry.default ?? []), ...Object.values(bin), 'dist/thread.js'];

/** What DuckDB's driver requires and stays outside, its native part and a builtin: a bundle of ES modules has no `require` of its own. */
const required = {
  name: 'required',
  setup(bundle) {
    bundle.onResolve({ filter: /^(@duckdb\/node-bindings|os)$/ }, ({ path }) => ({ path, namespace: 'required' }));
    bundle.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module'; export default createRequire(import.meta.url)('${path}');`,
      resolveDir: '.',
    }));
  },
};

rmSync('dist/chunks', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries.map((path) => path.replace(/^(\.\/)?dist\/(.*)\.js$/, 'src/$2.ts')),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys(dependencies).filter((name) => name !== '@duckdb/node-bindings'),
  plugins: [required],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);

const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[0] ?? []));
const holders = new Map();
for (const folder of [...packages].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const text = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()).join('\n\n');
  holders.set(text, [...(holders.get(text) ?? []), `${name} ${version} (${license})`]);
}
const licenses = Array.from(holders, ([text, names]) => `${names.join('\n')}\n\n${text}`);
writeFileSync('dist/licenses.txt', `What other packages the files here hold, and their licenses.\n\n${licenses.join(`\n\n${'-'.repeat(72)}\n\n`)}\n`);
writeFileSync('dist/sbom.json', sbomText([...packages].map((folder) => folder.replace('node_modules/', ''))));
