import type { ArmValue } from './arm-value.ts';
import type { Estimate } from './estimate.ts';

/** An estimate as a row of a data frame, with the names of `broom::tidy`. What an estimate does not have is undefined. */
export interface EstimateRow {
  readonly term: string;
  readonly outcome: string;
  readonly role: string;
  readonly arm: string;
  readonly control: string;
  readonly segment: string | undefined;
  readonly 'segment.value': string | undefined;
  readonly population: string;
  readonly unit: string;
  /** In the outcome's own units: a difference of shares is 0.0275, not 2.75. */
  readonly estimate: number;
  readonly 'std.error': number | undefined;
  /** Of an interval in one piece; an end without a bound is undefined, and so are both of a set in several pieces. */
  readonly 'conf.low': number | undefined;
  readonly 'conf.high': number | undefined;
  readonly 'conf.level': number;
  readonly 'conf.kind': string;
  readonly 'conf.pieces': number;
  readonly statistic: number | undefined;
  /** Degrees of freedom of the t distribution that interval and test read. */
  readonly df: number | undefined;
  readonly 'p.value': number | undefined;
  /** By max-t over the family that the interval holds with. */
  readonly 'p.adjusted': number | undefined;
  readonly n: number;
  readonly clusters: number | undefined;
  readonly method: string;
}

export function estimateRow({ id, role, estimand, value, standardError, interval, test, adjusted, sizes, method }: Estimate): EstimateRow {
  const [only, ...more] = interval.pieces;
  const piece = more.length === 0 ? only : undefined;
  const { unit } = estimand;
  return {
    term: id,
    outcome: estimand.outcome,
    role,
    arm: estimand.contrast.treatment,
    control: estimand.contrast.control,
    segment: estimand.segment?.column,
    'segment.value': estimand.segment?.level,
    population: estimand.population,
    unit: unit.kind === 'money' ? unit.currency : unit.kind === 'named' ? unit.name : unit.kind,
    estimate: value,
    'std.error': standardError,
    'conf.low': piece?.low,
    'conf.high': piece?.high,
    'conf.level': interval.level,
    'conf.kind': interval.kind,
    'conf.pieces': interval.pieces.length,
    statistic: test?.statistic,
    df: interval.reference.kind === 't' ? interval.reference.df : undefined,
    'p.value': test?.pValue,
    'p.adjusted': adjusted?.find(({ procedure }) => procedure === 'max-t')?.pValue,
    n: sizes.units,
    clusters: sizes.clusters,
    method: method.id,
  };
}

/** What was seen of an outcome in an arm, as a row of a data frame. */
export interface ArmRow {
  readonly outcome: string;
  readonly arm: string;
  readonly n: number;
  readonly mean: number;
  readonly sd: number | undefined;
  readonly events: number | undefined;
}

export const armRow = ({ outcome, arm, units, value, sd, events }: ArmValue): ArmRow => ({ outcome, arm, n: units, mean: value, sd, events });
