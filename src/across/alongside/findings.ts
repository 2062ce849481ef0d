import { mostOtherArms } from '../../diagnostics/other-arms.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, saySigned } from '../../estimate/say.ts';
import { measureOf, sayAmount, sayEffect } from '../../estimate/unit.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { type SegmentNames, segmentOf, shownAs } from '../segments/segment.ts';
import type { OtherExperiment } from './arms.ts';
import type { Equality } from './equal-effects.ts';

export const interactionCheck = 'experiment-interaction';

/** The effects of one treatment on one outcome in the arms of one experiment. */
export interface EffectFamily {
  readonly other: OtherExperiment;
  readonly effects: readonly Estimate[];
}

/** Effects in the arms of one experiment, whether they are equal, and how they differ. */
export interface Tested extends EffectFamily {
  readonly equality: Equality;
  readonly differences: readonly Estimate[];
  /** The effect on all units, as the other experiment ran. */
  readonly asItRan: Estimate | undefined;
}

/** More effects than this are not told in a sentence. */
const mostTold = 4;

/** One finding an experiment, outcome and treatment; p-values by Holm over all of them. */
export function interactionFindings(tested: readonly Tested[], alpha: number, called: SegmentNames = { outcomes: {}, arms: {} }): readonly Finding[] {
  const pValues = tested.flatMap(({ equality }) => ('pValue' in equality ? [equality.pValue] : []));
  const adjusted = holm(pValues);
  let at = -1;
  return tested.flatMap((one) =>
    'pValue' in one.equality ? interactionFinding(one, adjusted[++at], { alpha, tests: pValues.length, called }) : untested(one, one.equality.untested, called),
  );
}

interface Among {
  readonly alpha: number;
  readonly tests: number;
  readonly called: SegmentNames;
}

function interactionFinding({ other, effects, equality, differences }: Tested, pValue: number, { alpha, tests, called }: Among): Finding {
  const { column } = other;
  const { by, statistic } = equality as Exclude<Equality, { untested: string }>;
  const shared = {
    check: interactionCheck,
    about: { column, arm: effects[0].estimand.contrast.treatment },
    ...(statistic !== undefined && { statistic }),
    pValue,
    threshold: alpha,
  };
  const how = `${by}, ${sayP(pValue)}${tests > 1 ? ` by Holm over ${tests} tests` : ''}`;
  if (pValue >= alpha)
    return {
      ...shared,
      verdict: 'pass',
      says: `${effectOn(effects[0], called)} does not clearly differ between the arms of ${column} (${how})${toldApart(effects, () => '')}.${smallestSeen(differences, alpha / tests)}`,
    };
  return {
    ...shared,
    verdict: 'warn',
    says: `${effectOn(effects[0], called)} differs between the arms of ${column} (${how})${toldApart(effects, limitsOf)}: the average over ${column} as it ran is the effect in none of them.`,
    mend: `Decide about the world that will be: read the effect in the arm of ${column} that everybody gets, or decide about both experiments together.`,
  };
}

const effectOn = ({ estimand: { outcome, contrast } }: Estimate, { outcomes, arms }: SegmentNames): string =>
  `The effect of ${shownAs(arms, contrast.treatment)} against ${shownAs(arms, contrast.control)} on ${shownAs(outcomes, outcome)}`;

function limitsOf({ interval: { pieces }, estimand: { unit } }: Estimate): string {
  const [{ low, high } = {}] = pieces.length === 1 ? pieces : [];
  const { factor } = measureOf(unit);
  return low === undefined || high === undefined ? '' : ` (${saySigned(low * factor)} to ${saySigned(high * factor)})`;
}

function toldApart(effects: readonly Estimate[], limits: (e: Estimate) => string): string {
  if (effects.length > mostTold) return '';
  return `: ${effects.map((e, i) => `${sayEffect(e.value, e.estimand.unit)}${limits(e)} where ${i === 0 ? segmentOf(e).column : 'it'} is ${segmentOf(e).level}`).join(', ')}`;
}

/** The smallest difference that is found at this level with 80 % power, by the most precise of them. */
function smallestSeen(differences: readonly Estimate[], alpha: number): string {
  const errors = differences.flatMap(({ standardError, pointwise, interval: own }) => {
    if (standardError !== undefined) return [standardError];
    const [{ low, high } = {}] = (pointwise ?? own).pieces;
    return low === undefined || high === undefined ? [] : [(high - low) / 2 / normalQuantile((1 + own.level) / 2)];
  });
  if (errors.length === 0) return '';
  const size = (normalQuantile(1 - alpha / 2) + normalQuantile(0.8)) * Math.min(...errors);
  return ` It could have seen a difference of ${sayAmount(size, differences[0].estimand.unit)}.`;
}

function untested({ other, effects }: Tested, why: string, called: SegmentNames): Finding {
  return {
    check: interactionCheck,
    about: { column: other.column, arm: effects[0].estimand.contrast.treatment },
    verdict: 'refuse',
    says: `Whether ${effectOn(effects[0], called).replace(/^The/, 'the')} differs between the arms of ${other.column} is not tested: ${why}.`,
    mend: 'Read the effects one by one with their intervals, or wait for more units in each arm of both experiments.',
  };
}

export const tooManyArms = (column: string, arms: number): Finding => ({
  check: interactionCheck,
  about: { column },
  verdict: 'refuse',
  statistic: arms,
  threshold: mostOtherArms,
  says: `${column} has ${sayCount(arms)} values; effects are compared over at most ${mostOtherArms} arms of another experiment.`,
  mend: 'Name the column that holds the arm of the other experiment.',
});

/** A cell of both experiments that is empty, or nearly: what to do is about experiments, not segments. */
export const missingArms = (f: Finding): Finding => ({
  ...f,
  mend: 'Read the effect in the other arms alone: this one lacks units of an arm of this study, as where one experiment runs inside an arm of the other.',
});
