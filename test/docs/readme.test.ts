import { describe, expect, it } from 'vitest';
import { pageAt } from '../../scripts/docs/pages.ts';
import { fromRows } from '../../src/index.ts';
import { memo } from '../../src/report.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { analyze, parseStudy } from '../../src/study.ts';

describe('README.md', () => {
  it("shows the beginning of the demo's memo as it is", async () => {
    const { columns } = supportRollout.simulate(supportRollout.defaults);
    const { n } = supportRollout.defaults;
    const rows = Array.from({ length: n }, (_, i) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]])));
    const told = memo(await analyze(parseStudy(supportRollout.study('data.csv', n), 'study.yaml'), { data: fromRows(rows) }));
    const [, from] = told.split(/^(?=\*\*)/m);
    const [shown] = told.slice(told.indexOf(from)).split('\n## What could make this wrong');
    const quoted = shown
      .trimEnd()
      .split('\n')
      .map((line) => `> ${line.replace(/^## (.*)$/, '**$1**')}`.trimEnd());
    expect(pageAt('README.md').text).toContain(quoted.join('\n'));
  });
});
