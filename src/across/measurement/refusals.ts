import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { ArmLook } from './look.ts';
import type { ResolvedMeasurement } from './options.ts';
import type { JudgesCollinear } from './rectified.ts';
import type { JudgeUninformed } from './rogan-gladen.ts';

const refusal = (o: ResolvedMeasurement, says: string, mend: string, more: Partial<Finding> = {}): Finding => ({
  check: 'measured',
  about: { column: o.outcome },
  verdict: 'refuse',
  says: `${o.outcome} cannot be measured: ${says}.`,
  mend,
  ...more,
});

export const tooFewAudited = (o: ResolvedMeasurement, arm: string, audited: number): Finding =>
  refusal(
    o,
    `arm ${arm} has ${audited === 0 ? 'no audited unit' : `${sayCount(audited)} audited unit`}, and an error cannot be told from fewer than two`,
    'Let people score at least thirty units of every arm, chosen at random; two are the least that can be computed with.',
    { about: { column: o.outcome, arm }, statistic: audited, threshold: 2 },
  );

/** Cohorts and periods in which labels are so few that none of them can be compared. */
export const noCellAudited = (o: ResolvedMeasurement, most: number): Finding =>
  refusal(
    o,
    `no cohort has two labels in any period (the most is ${sayCount(most)}), and an error cannot be told from fewer`,
    'Let people score at least ten rows of every cohort in each period, chosen at random; two are the least that can be computed with. Longer periods take fewer.',
    { statistic: most, threshold: 2 },
  );

/** Where rows are weighed one by one: labels are too few altogether. */
export const noGroupAudited = (o: ResolvedMeasurement, one: string, labels: number): Finding =>
  refusal(
    o,
    `${labels === 0 ? 'no row has a label' : `${sayCount(labels)} row has a label`}, and an error cannot be told from fewer than two`,
    `Let people score at least thirty rows of every ${one}, chosen at random; two are the least that can be computed with.`,
    { statistic: labels, threshold: 2 },
  );

/** Labels of people and a judge that differ too rarely to tell how often they do, among rows that every effect is made of. */
export const fewDisagreements = (
  o: ResolvedMeasurement,
  { called, count, labels, least }: { readonly called: string; readonly count: number; readonly labels: number; readonly least: number },
): Finding =>
  refusal(
    o,
    `${o.human} differs from ${o.judges.join(', ')} on ${count.toFixed(Number.isInteger(count) ? 0 : 1)} of ${sayCount(labels)} labels of ${called}, too few to tell how often the judge errs`,
    `Let people score so many more, drawn at random, that at least ${least} differ; or take the judge's scores for what they are, as an outcome of their own.`,
    { statistic: count, threshold: least },
  );

/** Blocks, or the clusters that hold them, are what is compared, and labels are of one alone. */
export const oneBlockAudited = (o: ResolvedMeasurement): Finding =>
  refusal(
    o,
    `all labels are of one value of ${o.within ?? o.blocks}, and an error cannot be told from fewer than two`,
    `Let people score units of at least thirty values of ${o.within ?? o.blocks}, in every arm.`,
    { statistic: 1, threshold: 2 },
  );

/** A judge that says the same of every unit, in every arm. */
export function constantJudge(looks: readonly ArmLook[], o: ResolvedMeasurement): Finding | undefined {
  for (const judge of o.judges) {
    const first = meanOf(looks[0].judged, judge);
    const slack = 1e-12 * Math.abs(first);
    const same = looks.every(({ judged: m }) => Math.abs(meanOf(m, judge) - first) <= slack && comomentOf(m, judge, judge) <= m.weight * slack ** 2);
    if (same)
      return refusal(
        o,
        `${judge} is ${first} for every unit, so the judge says nothing about them`,
        'Check how the judge is called and its answer is read; or give the human label alone as outcome.',
      );
  }
  return undefined;
}

export const judgesAlike = (o: ResolvedMeasurement, { collinear }: JudgesCollinear): Finding =>
  refusal(o, `${collinear.join(', ')} cannot be told apart on the audit`, 'Take one of them out, or audit more units.');

export const labelsNotBinary = (o: ResolvedMeasurement, column: string | undefined): Finding =>
  refusal(
    o,
    column === undefined ? 'rogan-gladen takes one judge' : `rogan-gladen takes labels of 0 and 1, and ${column} holds others`,
    'Use `by: ppi++`, which takes scores and several judges.',
  );

export const notTwoArms = (o: ResolvedMeasurement, what: string): Finding =>
  refusal(o, `${what} shares what it learns between two arms, and there are more`, 'Use `by: ppi++`, which learns in each arm for itself.');

export const uninformedJudge = (o: ResolvedMeasurement, { uninformed: e }: JudgeUninformed): Finding =>
  refusal(
    o,
    `sensitivity ${e.sensitivity.toFixed(2)} and specificity ${e.specificity.toFixed(2)} of ${o.judges[0]}${e.arm === undefined ? '' : ` in arm ${e.arm}`} are not told from a judge that guesses (their sum less one is ${e.youden.toFixed(3)}, standard error ${e.youdenError.toFixed(3)})`,
    'Use `by: ppi++`, which falls back on the audit; a better judge or more labels would help.',
    { statistic: e.youden },
  );
