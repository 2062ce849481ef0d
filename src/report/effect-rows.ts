import type { Estimate } from '../estimate/estimate.ts';
import { type Measure, measureOf } from '../estimate/unit.ts';
import type { GuardrailVerdict, OutcomeWords, StudyResult } from '../study/result.ts';
import { againstZero, comparedWith, standing, toleranceText, worthwhileText } from './against.ts';
import { effectStrip, reach, type Strip, type Zone } from './figures/effect-strip.ts';
import { printed } from './format/printed.ts';
import { percentOfControl } from './format/unit.ts';
import { guardrailOf, headlineEstimate, isUnreadable, netValuesOf } from './look-up.ts';
import { type Name, ofArm, rowName } from './names.ts';
import { orderedOutcomes, roleText } from './outcome-order.ts';
import { type Sign, unitAndPeriod } from './words.ts';

/** An outcome with an estimate, or a net value, as it is drawn against what matters. */
export interface EffectRow {
  readonly name: Name;
  readonly about: string;
  readonly estimate: Estimate;
  readonly sign: Pick<Sign, 'icon' | 'tone' | 'word'>;
  readonly outcome: OutcomeWords;
  readonly guardrail?: GuardrailVerdict | undefined;
}

/** What to shade, in the units of the axis. */
function zoneOf({ outcome, guardrail, estimate }: EffectRow, factor: number): Zone | undefined {
  if (guardrail) {
    const side = guardrail.better === 'lower' ? 'high' : 'low';
    return {
      at: (side === 'high' ? 1 : -1) * guardrail.tolerance * factor,
      side,
      tone: 'bad',
      label: `tolerance ${toleranceText(guardrail, estimate, 'short')}`,
    };
  }
  if (outcome.worthwhile === undefined) return undefined;
  const side = outcome.better === 'higher' ? 'high' : 'low';
  return {
    at: (side === 'high' ? 1 : -1) * Math.abs(outcome.worthwhile) * factor,
    side,
    tone: 'good',
    label: `worthwhile ${worthwhileText(outcome, estimate, 'short')}`,
  };
}

/** `pp`, `ms`, `$`, `% of control` */
function axisUnit(measure: Measure): string {
  return measure === percentOfControl ? '% of control' : `${measure.before}${measure.after}`.trim();
}

/** A guardrail with a relative margin is drawn in percent of the control arm, everything else in its own units. */
function stripOf(row: EffectRow): Strip {
  const { estimate, guardrail } = row;
  const relative = guardrail?.relative && estimate.relative?.interval ? estimate.relative : undefined;
  const shown = relative?.interval ? { value: relative.value, interval: relative.interval, bounds: relative.bounds } : estimate;
  const measure = relative ? percentOfControl : measureOf(estimate.estimand.unit, 'short');
  const { factor } = measure;
  const bound = guardrail && shown.bounds ? (guardrail.better === 'lower' ? shown.bounds.high : shown.bounds.low) * factor : undefined;
  const pieces = shown.interval.pieces.map(({ low, high }) => ({
    low: low === undefined ? undefined : low * factor,
    high: high === undefined ? undefined : high * factor,
  }));
  const zone = guardrail?.relative && !relative ? undefined : zoneOf(row, factor);
  const text = printed(estimate, 'full', comparedWith(row.outcome));
  return {
    value: shown.value * factor,
    pieces,
    bound,
    zone,
    unit: axisUnit(measure),
    alt: `${row.name.shown}: ${text.effect}, ${text.level} interval ${text.interval}; ${row.sign.word}.`,
  };
}

/** The arms of an outcome share an axis, so that they can be compared by eye. */
function edgeOf(row: EffectRow, rows: readonly EffectRow[]): number {
  const unit = stripOf(row).unit;
  return Math.max(
    ...rows
      .filter(({ outcome }) => outcome.name === row.outcome.name)
      .map(stripOf)
      .filter((strip) => strip.unit === unit)
      .map(reach),
  );
}

/** The drawing of a row, on the axis that it shares with its outcome's other arms. */
export function drawnRow(row: EffectRow, rows: readonly EffectRow[]): string {
  return effectStrip(stripOf(row), edgeOf(row, rows));
}

/** A row an outcome, and the net values; an outcome without an estimate as it was declared. */
export function effectRows(result: StudyResult): readonly (EffectRow | OutcomeWords)[] {
  const signOf = (sign: EffectRow['sign']): EffectRow['sign'] => (isUnreadable(result) ? { icon: '–', word: 'not to be read', tone: 'quiet' } : sign);
  const outcomes = orderedOutcomes(result).map((outcome): EffectRow | OutcomeWords => {
    const estimate = headlineEstimate(result, outcome);
    if (!estimate) return outcome;
    const guardrail = guardrailOf(result, outcome);
    const about = `${roleText(outcome)} · ${outcome.better} is better`;
    return {
      name: rowName(result, outcome.name, outcome.arm),
      about,
      estimate,
      guardrail,
      outcome,
      sign: signOf(standing(result, outcome, estimate, 'short')),
    };
  });
  const outcome: OutcomeWords = { name: 'net value', role: 'secondary', better: 'higher' };
  const about = `per ${unitAndPeriod(result.study)}`;
  const net = netValuesOf(result).map(
    ({ arm, estimate }): EffectRow => ({
      name: { shown: ofArm(result, 'net value', arm) },
      about,
      estimate,
      outcome,
      sign: signOf(againstZero(result, estimate)),
    }),
  );
  return [...outcomes, ...net];
}
