import type { Answer } from '../estimate/answer.ts';
import { mostRowsShown } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { judgedBy } from '../estimate/verdict-of.ts';
import type { Asking } from '../relation/asking.ts';
import { blockCounts } from './block-counts.ts';
import { exactSharesTest } from './share-test.ts';

/**
 * Did each block fill as planned? One test among many: the smallest p-value counts as often as there are blocks (the first step of Holm).
 *
 * Model   exact binomial test of each arm against its planned share, in each block; with several arms as often again.
 */
export function* sampleRatioInBlocks(assignment: string, shares: Readonly<Record<string, number>>, blocks: string): Asking<Answer> {
  const arms = Object.keys(shares);
  const counts = yield* blockCounts(assignment, blocks, arms);
  const rows = counts
    .map((one) => ({ ...one, pValue: exactSharesTest(one.units, totalOf(one.units), (arm) => shares[arms[arm]]) }))
    .sort((a, b) => a.pValue - b.pValue);
  const [worst] = rows;
  if (!worst) return { estimates: [], findings: [], exhibits: [] };
  const pValue = Math.min(1, counts.length * worst.pValue);
  const inWorst = arms.map((arm, i) => `${sayCount(worst.units[i])} in arm ${arm}`).join(', ');
  const says = `Of ${sayCount(counts.length)} blocks of ${blocks} the one furthest from plan is ${worst.block}: ${inWorst} (${sayP(pValue)} after Holm).`;
  return {
    estimates: [],
    findings: [ratioFinding(pValue, assignment, blocks, says)],
    exhibits: [
      {
        id: 'sample-ratio-blocks',
        title: `Units by arm and ${blocks}`,
        kind: 'table',
        says,
        alt: says,
        columns: {
          block: rows.slice(0, mostRowsShown).map((r) => r.block),
          ...Object.fromEntries(arms.map((arm, i) => [`units in arm ${arm}`, rows.slice(0, mostRowsShown).map((r) => r.units[i])])),
          'p-value': rows.slice(0, mostRowsShown).map((r) => r.pValue),
        },
      },
    ],
  };
}

const totalOf = (units: readonly number[]): number => units.reduce((a, b) => a + b, 0);

function ratioFinding(pValue: number, column: string, blocks: string, says: string): Finding {
  const limits = pValueLimits.sampleRatio;
  const mend = `Find where units of that block are lost. If arms were drawn with other shares in each of ${blocks}, leave design.shares out: it holds for all.`;
  return judgedBy(limits, { check: 'sample-ratio-blocks', about: { column }, pValue, threshold: limits.failBelow, says }, mend);
}
