import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesIn(join(folder, name)) : [join(folder, name)]));

/** Pages that messages, findings and help point to, wherever the sources name one. */
const named = new Set(filesIn('src').flatMap((file) => readFileSync(file, 'utf8').match(/(?<!\.\.\/)\bdocs\/[a-z/-]+\.md/g) ?? []));

// Only what a build has made can be packed; `npm ci` makes one.
describe.skipIf(!existsSync('dist/sbom.json'))('the package', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 }),
  ) as readonly [{ readonly files: readonly { readonly path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));

  it('holds the pages that messages point to', () => {
    expect(named.size).toBeGreaterThan(20);
    expect([...named].filter((page) => !packed.has(page))).toEqual([]);
  });

  it('holds no build info, no sources and no tests', () => {
    expect([...packed].filter((path) => /tsbuildinfo|\.test\.|^src\/|^test\/|^goldens\//.test(path))).toEqual([]);
  });

  it('says what it is made of, what is bundled too', () => {
    const licenses = readFileSync('dist/licenses.txt', 'utf8');
    const { components, serialNumber } = JSON.parse(readFileSync('dist/sbom.json', 'utf8')) as {
      readonly components: readonly { readonly name: string; readonly version: string }[];
      readonly serialNumber?: string;
    };
    const listed = new Set(components.map(({ name, version }) => `${name} ${version}`));
    const bundled = [...licenses.matchAll(/^(\S+ \d+\.\S+) \(/gm)].map(([, name]) => name);
    expect(bundled.length).toBeGreaterThan(50);
    expect(bundled.filter((name) => !listed.has(name))).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    for (const [name, version] of Object.entries(dependencies)) expect(listed).toContain(`${name} ${version}`);
    expect([packed.has('dist/sbom.json'), packed.has('dist/licenses.txt'), serialNumber]).toEqual([true, true, undefined]);
  });
});
