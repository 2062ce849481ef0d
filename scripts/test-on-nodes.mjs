// The fast tests and the demo on every release line of Node that package.json promises, with one result: npm brings each binary. `npm run test:nodes -- 24 26` takes those.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve('out/nodes');
const asked = process.argv.slice(2);
const lines = asked.length > 0 ? asked : ['20', '22', '24', '26'];

/** Brings a line of Node, unless it is there. */
function nodeOf(line) {
  const at = `${folder}/${line}`;
  const binary = `${at}/package/bin/node`;
  if (existsSync(binary)) return binary;
  mkdirSync(at, { recursive: true });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', `node-${process.platform}-${process.arch}@${line}`, '--json', '--pack-destination', at], { encoding: 'utf8' }),
  );
  execFileSync('tar', ['-xzf', `${at}/${packed.filename.replace('@', '').replace('/', '-')}`, '-C', at]);
  return binary;
}

/** What a reader would compare: everything but what says with which Node it was made. */
function resultOf(line) {
  const { provenance, ...told } = JSON.parse(readFileSync(`${folder}/${line}/demo/results.json`, 'utf8'));
  return JSON.stringify({ ...told, provenance: { ...provenance, node: '', command: '' } });
}

const run = (node, args) => spawnSync(node, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status;

const told = lines.map((line) => {
  const node = nodeOf(line);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  console.log(`\n${version}`);
  const demo = run(node, ['dist/cli.js', 'demo', '--out', `${folder}/${line}/demo`]);
  const report = `${folder}/${line}/tests.json`;
  const tests = run(node, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fast', '--reporter=dot', '--reporter=json', `--outputFile=${report}`]);
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  return { version, fine: demo === 0 && tests === 0, passed, failed, result: demo === 0 ? resultOf(line) : undefined };
});

const [first] = told;
for (const { version, passed, failed, result } of told)
  console.log(
    `${version}: ${passed} passed, ${failed} failed, ${result === first.result ? 'the same result' : `a result other than that of ${first.version}`}`,
  );
process.exitCode = told.every(({ fine, result }) => fine && result === first.result) ? 0 : 1;
