import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import axe, { type AxeResults } from 'axe-core';
import { afterAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report.ts';
import { cells, exhibits } from '../report/exhibits.ts';
import { bare, hold, labelled, launch } from '../report/study-result.ts';
import { chromium, installed } from './chromium.ts';

/** The report with everything unfolded, and what axe finds in it as the text of its last element. The policy of the page forbids scripts, so it is taken out. */
function examined(report: string): string {
  const open = report.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '').replaceAll('<details', '<details open');
  const run = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations, (error) => ({ error: String(error) })).then((found) => {
  const told = document.createElement('pre');
  told.id = 'told';
  told.textContent = encodeURIComponent(JSON.stringify(found));
  document.body.append(told);
});`;
  return open.replace('</body>', () => `<script>${axe.source.replaceAll('</script', '<\\/script')}</script><script>${run}</script></body>`);
}

const broad = {
  ...cells,
  columns: {
    ...cells.columns,
    row: Array(8).fill('reached'),
    column: Array.from({ length: 8 }, (_, i) => `month ${i}`),
    value: Array.from({ length: 8 }, (_, i) => 1e6 * i - 3.5e6),
    low: Array(8).fill(undefined),
    high: Array(8).fill(undefined),
  },
};
const several = { ...launch, exhibits: [...exhibits, broad].map((e, i) => ({ ...e, part: (['time', 'arms', 'segments'] as const)[i % 3] })) };
const pages = Object.entries({ launch, hold, bare, labelled, several });
const modes = [
  ['light', 1],
  ['dark', 0],
] as const;

describe.skipIf(!installed)('axe-core finds no violation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'estimand-axe-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(pages.flatMap(([name, result]) => modes.map(([mode, scheme]) => ({ name, mode, scheme, result }))))(
    'in $name, $mode',
    async ({ name, mode, scheme, result }) => {
      expect(await violations(join(folder, `${name}-${mode}.html`), reportHtml(result), scheme)).toEqual([]);
    },
  );

  it('and would find one', async () => {
    const pale = reportHtml(launch).replace('<h2>Effects</h2>', '<h2 style="color:#ddd">Effects</h2>');
    expect((await violations(join(folder, 'pale.html'), pale, 1)).map(([id]) => id)).toEqual(['color-contrast']);
  });

  async function violations(path: string, report: string, scheme: 0 | 1): Promise<readonly (readonly [id: string, where: readonly string[]])[]> {
    writeFileSync(path, examined(report));
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--blink-settings=preferredColorScheme=${scheme}`,
    ];
    const { stdout } = await promisify(execFile)(chromium, [...flags, '--virtual-time-budget=60000', '--dump-dom', `file://${path}`], { maxBuffer: 1e8 });
    const [, text = '%5B%22axe%20did%20not%20run%22%5D'] = /<pre id="told">([^<]*)<\/pre>/.exec(stdout) ?? [];
    const found = JSON.parse(decodeURIComponent(text)) as AxeResults['violations'];
    return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
  }
});
