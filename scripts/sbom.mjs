import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What an installation holds, in CycloneDX: the packages that npm installs beside ours, and those that our files were bundled from. It leaves out time and
 * random number, so that the same sources make the same text. `npm sbom --omit=dev` is no help: it passes over what a tool of ours needs as well.
 */
export function sbomText(bundled) {
  const asked = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  const {
    serialNumber: _,
    metadata,
    components,
    dependencies,
    ...rest
  } = JSON.parse(execFileSync('npm', asked, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 }));
  const { timestamp: __, ...kept } = metadata;
  const needs = new Map(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const direct = Object.entries(JSON.parse(readFileSync('package.json', 'utf8')).dependencies).map(([name, version]) => `${name}@${version}`);
  const installed = new Set();
  const add = (ref) => {
    if (installed.has(ref)) return;
    installed.add(ref);
    for (const other of needs.get(ref) ?? []) add(other);
  };
  direct.forEach(add);
  const here = components
    .filter(({ name, 'bom-ref': ref }) => installed.has(ref) || bundled.includes(name))
    .map((part) =>
      installed.has(part['bom-ref']) ? part : { ...part, properties: [...(part.properties ?? []), { name: 'estimand:bundled', value: 'true' }] },
    );
  const refs = new Set(here.map((part) => part['bom-ref']));
  const between = dependencies.filter(({ ref }) => refs.has(ref));
  return `${JSON.stringify({ ...rest, metadata: kept, components: here, dependencies: between }, undefined, 2)}\n`;
}
