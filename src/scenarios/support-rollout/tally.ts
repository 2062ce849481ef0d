import type { Truth } from '../scenario.ts';
import { supportValues } from './rules.ts';
import { type SupportContrast, type SupportOutcome, sentence } from './sentences.ts';

/** The outcomes that are summed, in the order of a point's `withoutUse` and `withUse`. */
export const tallied = ['retrieval_hit', 'resolved', 'handle_minutes', 'unsupported_claim', 'cost_usd'] as const;

/** One ticket with all its potential outcomes, or one point of an integration grid with their expected values. */
export interface Point {
  readonly weight: number;
  readonly usedIfControl: number;
  readonly usedIfTreatment: number;
  readonly withoutUse: ArrayLike<number>;
  readonly withUse: ArrayLike<number>;
}

/** Weighted sums over points. Given the ticket, use and the outcomes by use are independent, so products of expected values are exact. */
export interface Tally {
  readonly assignmentShare: number;
  weight: number;
  usedIfControl: number;
  usedIfTreatment: number;
  readonly ifControl: Float64Array;
  readonly ifTreatment: Float64Array;
  readonly effect: Float64Array;
  readonly ofUsers: Float64Array;
  readonly ofOthers: Float64Array;
}

export function emptyTally(assignmentShare: number): Tally {
  const zeros = () => new Float64Array(tallied.length);
  const sums = { ifControl: zeros(), ifTreatment: zeros(), effect: zeros(), ofUsers: zeros(), ofOthers: zeros() };
  return { assignmentShare, weight: 0, usedIfControl: 0, usedIfTreatment: 0, ...sums };
}

export function addPoint(tally: Tally, point: Point): void {
  const { weight, usedIfControl, usedIfTreatment } = point;
  const used = tally.assignmentShare * usedIfTreatment + (1 - tally.assignmentShare) * usedIfControl;
  tally.weight += weight;
  tally.usedIfControl += weight * usedIfControl;
  tally.usedIfTreatment += weight * usedIfTreatment;
  for (let k = 0; k < tallied.length; k++) {
    const without = point.withoutUse[k];
    const effect = point.withUse[k] - without;
    tally.ifControl[k] += weight * (without + usedIfControl * effect);
    tally.ifTreatment[k] += weight * (without + usedIfTreatment * effect);
    tally.effect[k] += weight * effect;
    tally.ofUsers[k] += weight * used * (without + effect);
    tally.ofOthers[k] += weight * (1 - used) * without;
  }
}

export function truthsOf(tally: Tally): readonly Truth[] {
  const shareControl = tally.usedIfControl / tally.weight;
  const shareTreatment = tally.usedIfTreatment / tally.weight;
  const shareUsed = tally.assignmentShare * shareTreatment + (1 - tally.assignmentShare) * shareControl;
  const use: readonly Truth[] = [
    truth('control-mean', 'used_ai', shareControl),
    truth('treatment-mean', 'used_ai', shareTreatment),
    truth('itt', 'used_ai', shareTreatment - shareControl),
  ];
  const contrasts: Readonly<Record<SupportContrast, (k: number) => number>> = {
    'control-mean': (k) => tally.ifControl[k] / tally.weight,
    'treatment-mean': (k) => tally.ifTreatment[k] / tally.weight,
    itt: (k) => (tally.ifTreatment[k] - tally.ifControl[k]) / tally.weight,
    complier: (k) => (tally.ifTreatment[k] - tally.ifControl[k]) / (tally.usedIfTreatment - tally.usedIfControl),
    use: (k) => tally.effect[k] / tally.weight,
    'as-treated': (k) => tally.ofUsers[k] / (tally.weight * shareUsed) - tally.ofOthers[k] / (tally.weight * (1 - shareUsed)),
  };
  const outcomes = (Object.keys(contrasts) as SupportContrast[]).flatMap((contrast) => {
    const values = tallied.map((_, k) => contrasts[contrast](k));
    return [...tallied.map((outcome, k) => truth(contrast, outcome, values[k])), truth(contrast, 'net_value', netValue(values))];
  });
  return [...use, ...outcomes];
}

function truth(contrast: SupportContrast, outcome: SupportOutcome, value: number): Truth {
  return { id: `${contrast}/${outcome}`, outcome, estimand: sentence(contrast, outcome), value };
}

function netValue(values: readonly number[]): number {
  return tallied.reduce((sum, outcome, k) => sum + (supportValues[outcome] ?? 0) * values[k], 0);
}
