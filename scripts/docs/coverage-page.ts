import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages.ts';

interface Measured {
  readonly scenario: string;
  readonly check: string;
  readonly expected:
    | { readonly kind: 'nominal' | 'at-least' | 'below'; readonly rate: number }
    | { readonly kind: 'between'; readonly rate: number; readonly to: number }
    | { readonly kind: 'shown' };
  readonly share: number;
  /** Where they are not those of the file. */
  readonly replications?: number;
}

const source = 'goldens/calibration/results.json';

/** What the calibration measured, as a page. */
export const coveragePage = { path: 'docs/coverage.md', text };

function text(): string {
  const { replications, results } = JSON.parse(readFileSync(join(root, source), 'utf8')) as { replications: number; results: readonly Measured[] };
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  const parts = [
    '# Coverage',
    'How often intervals held the true effect in simulated data sets, redrawn each time. Each row says in how many: a share near 95 % of 2,000 is known to one percentage point, of 200 to three.',
    `The numbers are those of [\`${source}\`](../${source}), which \`npm run calibrate\` writes; the cases stand in [\`test/calibration/cases\`](../test/calibration/cases). A test holds each share against a binomial band with a false-alarm rate of 1e-4. *At least* is promised where an interval is conservative by construction. *Below* is a negative control: a method that must fail there, and does. *Shown* is measured without a promise.`,
    ...scenarios.map((scenario) =>
      section(
        scenario,
        results.filter((one) => one.scenario === scenario),
        replications,
      ),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(scenario: string, measured: readonly Measured[], usual: number): string {
  const rows = measured.map(
    ({ check, expected, share, replications = usual }) => `| ${check} | ${promise(expected)} | ${percent(share)} | ${replications.toLocaleString('en-US')} |`,
  );
  return [`## ${scenario.charAt(0).toUpperCase()}${scenario.slice(1)}`, '', '| | promised | measured | data sets |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function promise(expected: Measured['expected']): string {
  if (expected.kind === 'shown') return 'shown';
  if (expected.kind === 'between') return `${percent(expected.rate)} to ${percent(expected.to)}`;
  const words = { nominal: '', 'at-least': 'at least ', below: 'below ' };
  return `${words[expected.kind]}${percent(expected.rate)}`;
}
