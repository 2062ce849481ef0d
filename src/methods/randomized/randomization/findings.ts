import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayNumber, sayP } from '../../../estimate/say.ts';
import type { MechanismRefusal } from '../../../inference/randomization/mechanism.ts';
import type { RandomizationTest } from '../../../inference/randomization/randomization-test.ts';
import type { DrawnBy, DrawnRows } from './drawn-rows.ts';

/** How arms were drawn, in words: `teams within blocks of region`. */
function drawnAs({ cluster, blocks, rerandomized }: DrawnBy): string {
  const within = blocks === undefined ? '' : ` within ${blocks}`;
  const until = rerandomized ? `, again until arms were alike in ${rerandomized.on.join(', ')}` : '';
  return `${cluster === undefined ? 'units' : `whole ${cluster}`}${within}${until}`;
}

interface About {
  readonly outcome: string;
  readonly estimate: string;
  readonly arm: string;
  readonly level: number;
}

const check = 'randomization-test';

/** What the draws say, and what was left out of them. */
export function drawnFindings(about: About, test: RandomizationTest, rows: DrawnRows, dropped: number, by: DrawnBy): readonly Finding[] {
  const { exact, assignments, pValue, simulationError, lots } = test;
  const shared = { check, about: { column: about.outcome, arm: about.arm, estimate: about.estimate } };
  const ways = exact ? `all ${sayCount(assignments)} ways to draw arms` : `${sayCount(assignments)} draws`;
  const error = exact ? 'exact' : `simulation error ${sayNumber(simulationError, 2)}`;
  const near = !exact && Math.abs(pValue.twoSided - (1 - about.level)) < 2 * simulationError;
  const coarse = exact && 1 / assignments > 1 - about.level;
  const says = `Of ${ways} (${drawnAs(by)}) a share of ${sayNumber(pValue.twoSided, 3)} shows a difference in ${about.outcome} at least as large (${sayP(pValue.twoSided)}, ${error}).`;
  return [
    coarse
      ? {
          ...shared,
          verdict: 'warn',
          statistic: assignments,
          says: `There are only ${sayCount(assignments)} ways to draw the arms of ${sayCount(lots)} ${by.cluster ?? 'units'}, so that nothing can be told at this level.`,
          mend: `Draw more ${by.cluster ?? 'units'}.`,
        }
      : near
        ? {
            ...shared,
            verdict: 'warn',
            statistic: pValue.twoSided,
            threshold: 1 - about.level,
            says: `${says} Other draws may say the other side of ${sayNumber(1 - about.level)}.`,
            mend: 'Ask for more draws with analysis.randomization.',
          }
        : { ...shared, verdict: 'pass', statistic: pValue.twoSided, says },
    ...(dropped > 0
      ? [
          {
            ...shared,
            verdict: 'warn',
            statistic: dropped,
            says: `${sayCount(dropped)} units without ${about.outcome} are left out, and arms are drawn anew among the others.`,
            mend: 'It holds where the treatment does not change who has an outcome: read what missingness says of both arms.',
          } as const,
        ]
      : []),
    ...(rows.alone.units > 0
      ? [
          {
            ...shared,
            verdict: 'warn',
            statistic: rows.alone.blocks,
            says: `${sayCount(rows.alone.units)} units of ${sayCount(rows.alone.blocks)} values of ${by.blocks} without both arms are left out: nothing was drawn there.`,
            mend: 'Check that blocks hold units of every arm.',
          } as const,
        ]
      : []),
  ];
}

/** Beside what the mechanism itself refuses. */
export type DrawnRefusal = MechanismRefusal | { readonly kind: 'covariate-missing'; readonly units: number } | { readonly kind: 'several-arms' };

/** Why arms cannot be drawn anew. */
export function refusedFinding(outcome: string, arm: string, refusal: DrawnRefusal, by: DrawnBy): Finding {
  const [says, mend] = reasonOf(refusal, by);
  return { check, about: { column: outcome, arm }, verdict: 'refuse', says: `${outcome} is not tested by drawing arms anew: ${says}`, mend };
}

function reasonOf(refusal: DrawnRefusal, { cluster = 'cluster', blocks = 'block', rerandomized }: DrawnBy): readonly [string, string] {
  const on = rerandomized?.on.join(', ') ?? '';
  switch (refusal.kind) {
    case 'cluster-mixed':
      return [
        `${sayCount(refusal.clusters)} values of ${cluster} have units of both arms, and one is drawn as a whole.`,
        'Name what was drawn under design.randomizedBy.',
      ];
    case 'cluster-torn':
      return [
        `${sayCount(refusal.clusters)} values of ${cluster} lie in several of ${blocks}, and one is drawn within a block.`,
        'Name the blocks that hold what was drawn as a whole.',
      ];
    case 'one-assignment':
      return ['arms could be drawn in one way only.', 'Check design.blocks: each of them holds one arm.'];
    case 'covariates-alike':
      return [`the columns ${on} do not vary, or repeat each other.`, 'Take one of them out of design.rerandomized.'];
    case 'not-accepted':
      return [
        `the arms lie ${sayNumber(refusal.distance, 3)} apart in ${on}, and the draw was kept only below ${sayNumber(refusal.most, 3)}: they were not drawn in this way.`,
        'Give the columns and the share of draws that the assignment really used, or take design.rerandomized out.',
      ];
    case 'rarely-accepted':
      return [
        `none of ${sayCount(refusal.tries)} draws was as alike in ${on} as the study says.`,
        'Give the share of draws that was really kept as design.rerandomized.acceptance.',
      ];
    case 'several-arms':
      return [
        `several treatments were drawn again together until all were alike in ${on}, and each is tested against control alone.`,
        'Take design.rerandomized out: the test is then wider than it need be.',
      ];
    case 'covariate-missing':
      return [`${sayCount(refusal.units)} units lack one of ${on}, in which arms had to be alike.`, 'Fill the columns as they were when arms were drawn.'];
  }
}
