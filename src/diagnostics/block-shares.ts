import type { Answer } from '../estimate/answer.ts';
import { sayCount, sayP, sayShare } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { question } from '../protocol/question.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { levels } from '../relation/requests.ts';
import { type BlockCounts, blockCounts } from './block-counts.ts';
import { expectControl } from './expect-control.ts';

export interface BlockSharesOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  readonly blocks: string;
}

const { warnBelow } = pValueLimits.blockShares;

/**
 * Do blocks differ in the share of units that were assigned to treatment? Then arms differ in their blocks, and what compares them across blocks
 * is biased where blocks matter.
 *
 * Model   chi-square test that arm and block are independent; it only warns.
 * Shapes  counts by arm, then by arm and block.
 * Errors  arm-missing when no row is in the control arm. Nothing is said of a single block.
 * Source  Imbens & Rubin (2015), Causal Inference, ch. 9.
 */
export const blockShares = question<BlockSharesOptions>(
  {
    id: 'block-shares',
    title: 'Treated share across blocks',
    source: 'Imbens & Rubin (2015), Causal Inference, ch. 9',
    docs: 'docs/checks/block-shares.md',
    rows: 'all',
    rounds: { usual: 2, most: 2 },
    plan: ({ assignment, blocks }) => (assignment && blocks !== undefined ? [{ assignment: assignment.column, control: assignment.control, blocks }] : []),
    example: { assignment: 'z', control: 0, blocks: 'g' },
  },
  function* (options): Asking<Answer> {
    const { assignment, blocks } = options;
    const { groups } = yield* ask(levels({ of: assignment }));
    const control = canonicalText(options.control);
    expectControl(groups, assignment, control);
    const arms = groups.map((g) => g.key[0]);
    const counts = yield* blockCounts(assignment, blocks, arms);
    const nothing = { estimates: [], findings: [], exhibits: [] };
    if (counts.length < 2 || arms.length < 2) return nothing;
    const statistic = pearson(counts, arms.length);
    const pValue = chiSquareTail(statistic, (counts.length - 1) * (arms.length - 1));
    const at = arms.indexOf(control);
    const treated = counts.map(({ units }) => 1 - units[at] / total(units)).sort((a, b) => a - b);
    const says = `Over ${sayCount(counts.length)} blocks of ${blocks} the share of units outside control goes from ${sayShare(treated[0])} to ${sayShare(treated.at(-1)!)} (${sayP(pValue)}).`;
    const shared = { check: 'block-shares', about: { column: blocks }, statistic, pValue, threshold: warnBelow, says };
    const mend = `Read the effect within blocks (blocked, or a regression with ${blocks} among its covariates): the unadjusted comparison mixes the effect with what blocks differ in.`;
    return { ...nothing, findings: [pValue < warnBelow ? { ...shared, verdict: 'warn', mend } : { ...shared, verdict: 'pass' }] };
  },
);

function pearson(counts: readonly BlockCounts[], arms: number): number {
  const n = counts.reduce((sum, { units }) => sum + total(units), 0);
  let statistic = 0;
  for (let arm = 0; arm < arms; arm++) {
    const inArm = counts.reduce((sum, { units }) => sum + units[arm], 0);
    for (const { units } of counts) {
      const expected = (inArm * total(units)) / n;
      statistic += (units[arm] - expected) ** 2 / expected;
    }
  }
  return statistic;
}

const total = (units: readonly number[]): number => units.reduce((a, b) => a + b, 0);
