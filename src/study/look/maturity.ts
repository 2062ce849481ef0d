import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { largeLoss } from '../../estimate/thresholds.ts';
import { atMost, column, divide, indicator, not, seconds, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { secondsAt } from '../../protocol/keys/times.ts';
import { type Maturity, matureColumn, maturitiesOf } from '../../protocol/maturity-of.ts';
import { momentText } from '../../protocol/moment-text.ts';
import type { Loss, Outcome } from '../../protocol/protocol.ts';
import { unitTime } from '../../protocol/unit-time.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { quantiles } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { derive, type Step } from '../../relation/steps.ts';
import type { StudySource } from '../read/parse-study.ts';
import { keptOf, lossCounts, lostOf } from './lost-units.ts';

/** Until when the data tell, and since when, in seconds since 1970. */
export interface Clock {
  readonly column: string;
  readonly first: number;
  readonly asOf: number;
  /** Results are read while units come in. */
  readonly runs: boolean;
}

/** The first and the latest time of the rows; undefined where no outcome asks for one. Errors  time-unknown, at its line. */
export function* clockOf({ study, placeOf }: StudySource): Asking<Clock | undefined> {
  const { time, asOf, outcomes, analysis } = study;
  if (time === undefined || maturitiesOf(outcomes).length === 0) return undefined;
  const { groups } = yield* ask(quantiles({ of: seconds(column(time)), at: [0, 1] }));
  const [first, latest] = groups[0]?.values ?? [];
  if (first === undefined || Number.isNaN(first)) throw new EstimandError('time-unknown', { column: time }, placeOf(['time']));
  return { column: time, first, asOf: asOf === undefined ? latest : secondsAt(asOf), runs: analysis.looks !== 'fixed' };
}

/**
 * The step after which outcomes of units that had no time to show them are unknown, in all arms alike.
 * Errors  maturity-too-long of the primary, at its line; any other such outcome is one that nobody has.
 */
export function maturitySteps({ study, placeOf }: StudySource, schema: readonly Column[], clock: Clock | undefined, many: boolean): readonly Step[] {
  if (!clock) return [];
  const maturities = maturitiesOf(study.outcomes).filter(({ columns }) => columns.every((name) => schema.some((c) => c.name === name)));
  const endless = maturities.find((one) => study.outcomes[one.outcome].role === 'primary' && clock.first > clock.asOf - one.seconds);
  if (endless) {
    const facts = { outcome: endless.outcome, maturity: endless.says, column: clock.column, first: momentText(clock.first), asOf: momentText(clock.asOf) };
    throw new EstimandError('maturity-too-long', facts, placeOf(['outcomes', endless.outcome, 'maturity']));
  }
  const since = many ? column(unitTime) : seconds(column(clock.column));
  const old = ({ seconds: age }: Maturity): Expression => atMost(since, clock.asOf - age);
  const known = maturities.flatMap((one) => one.columns.map((name): [string, Expression] => [name, when(old(one), column(name), divide(0, 0))]));
  const flags = maturities.map((one): [string, Expression] => [matureColumn(one.outcome), when(old(one), 1, 0)]);
  return [derive(Object.fromEntries([...known, ...flags]))];
}

/** Counts by arm which units are too young for an outcome. */
export function* youngIn({ mature }: Outcome, time: string, assignment: string | undefined): Asking<Loss | undefined> {
  if (!mature) return undefined;
  return { column: time, called: mature.called, arms: yield* lossCounts(indicator(not(mature.met)), assignment) };
}

/** Who is too young for an outcome; whether arms differ in it is tested, and bounded with the outcome, by `missingness`. A study that is read while it runs waits for them by plan. */
export function youngFinding({ name }: Outcome, young: Loss, { asOf, runs }: Clock): readonly Finding[] {
  const lost = lostOf(young);
  if (lost === 0) return [];
  const all = lost + keptOf(young);
  const share = lost / all;
  const says = `${sayCount(lost)} of ${sayCount(all)} units (${sayShare(share)}) are ${young.called} on ${momentText(asOf)} and are in no estimate of ${name}.`;
  const shared = { check: 'too-young', about: { column: name }, statistic: share, says };
  if (runs || share <= largeLoss) return [{ ...shared, verdict: 'pass' }];
  return [{ ...shared, verdict: 'warn', mend: 'The answer is about those who came first: analyse again when most of them are old enough.' }];
}
