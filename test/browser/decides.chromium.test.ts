import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectDeepClose } from '../support/deep-close.ts';
import { bundled } from './bundle.ts';
import { chromium, installed } from './chromium.ts';
import { type Told, told } from './page.ts';

/** A page that runs the bundle and writes what comes of it, or what went wrong, as its own text. */
const pageOf = (script: string): string => `<!doctype html><meta charset="utf-8"><pre id="told"></pre>
<script>${script.replaceAll('</script', '<\\/script')}</script>
<script>page.told().then(JSON.stringify, (error) => JSON.stringify({ error: String(error.stack) })).then((text) => {
  document.getElementById('told').textContent = encodeURIComponent(text);
});</script>`;

/** On a screen of plain density Plot moves groups of lines by half a pixel, so that they are sharp. */
const unaligned = (report: string): string => report.replaceAll(/<g transform="translate\([^)]*\)"/g, '<g');

describe.skipIf(!installed)('a study analysed in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'estimand-chromium-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let [here, there]: Told[] = [];

  beforeAll(async () => {
    const path = join(folder, 'page.html');
    writeFileSync(path, pageOf((await bundled()).script));
    // Virtual time runs until nothing is left to do, and only then is the page dumped.
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`, '--virtual-time-budget=600000', '--dump-dom'];
    const { stdout } = await promisify(execFile)(chromium, [...flags, `file://${path}`], { maxBuffer: 1e8 });
    const [, text = ''] = /<pre id="told">([^<]*)<\/pre>/.exec(stdout) ?? [];
    [here, there] = [await told(), JSON.parse(decodeURIComponent(text))];
  });

  it('is decided as it is in Node', () => {
    expect(there).not.toHaveProperty('error');
    expect(there.verdicts).toEqual(here.verdicts);
    expect(there.simulatedPower).toBe(here.simulatedPower);
    expect(there.refused).toBe(here.refused);
  });

  // Exponentials and logarithms may differ in their last bit from one version of V8 to another.
  it('by the same numbers', () => expectDeepClose(JSON.parse(there.results), JSON.parse(here.results), 1e-9));

  it('and told in the same words', () => {
    expect(there.memo).toBe(here.memo);
    expect(unaligned(there.report)).toBe(unaligned(here.report));
  });
});
