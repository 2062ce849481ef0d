import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { largeLoss, pValueLimits, traceOfLoss } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, indicator, isKnown, not, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { lossByArm } from '../../inference/losses/loss-by-arm.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Assignment, Loss, LossCount, Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup } from '../../relation/steps.ts';

/** Counts by arm what lacks a value of the column. */
export function* lostIn(name: string, assignment: string | undefined): Asking<Loss> {
  return { column: name, arms: yield* lossCounts(indicator(not(isKnown(column(name)))), assignment) };
}

/** Counts by arm; `lost` is 1 for a row that is, else 0. */
export function* lossCounts(lost: Expression, assignment: string | undefined): Asking<readonly LossCount[]> {
  const { groups } = yield* ask(moments({ columns: { lost }, ...(assignment !== undefined && { by: [assignment] }) }));
  return groups.map(({ key: [arm = ''], moments: m }): LossCount => {
    const count = m.n > 0 ? Math.round(meanOf(m, 'lost') * m.n) : 0;
    return { arm, lost: count, kept: m.n - count };
  });
}

export const lostOf = ({ arms }: Loss): number => arms.reduce((sum, { lost }) => sum + lost, 0);
export const keptOf = ({ arms }: Loss): number => arms.reduce((sum, { kept }) => sum + kept, 0);

/** What the lost ones are, and what is known of them. */
export interface Counted {
  /** `rows` of units with many, or `units`. */
  readonly what: 'rows' | 'units';
  /** So many rows count as one: rows of one unit may be lost together. */
  readonly perUnit: number;
}

export const asUnits: Counted = { what: 'units', perUnit: 1 };

/** Rows that have no unit, by arm, and how many rows of those that have one go together. */
export function* lostRows(unit: string, assignment: string | undefined): Asking<{ readonly rows: Loss; readonly counted: Counted }> {
  const rows = yield* lostIn(unit, assignment);
  return { rows, counted: { what: 'rows', perUnit: lostOf(rows) > 0 ? yield* rowsTogether(unit) : 1 } };
}

function* rowsTogether(unit: string): Asking<number> {
  const rows = column('estimand:rows');
  const { groups } = yield* ask(moments({ columns: { rows, squares: times(rows, rows) }, over: [rollup([unit], { 'estimand:rows': { kind: 'count' } })] }));
  return groups.length > 0 ? rowsAsOne(groups[0].moments) : 1;
}

/**
 * How many rows count as one in a test of rows that may be lost a unit at a time, from the moments of rows by unit and of their squares.
 *
 * Model   (sum m^4 / sum m)^(1/3) over units of m rows. A total made of so large units has a variance and a third and fourth cumulant no smaller than that of the
 *         units that there are; with units alike it is their size. The mean size understates chance: of 1 to 20 rows a unit the check then fails three times as
 *         often as it promises, of log-normal numbers a hundred times. Of lost rows nobody knows the unit, so the units that are kept stand for those that are not:
 *         where sizes have hardly a variance, the largest unit may be lost and unseen, and no count tells it from many.
 */
export function rowsAsOne(m: Moments): number {
  if (m.n === 0) return 1;
  return Math.max(1, Math.cbrt((comomentOf(m, 'squares', 'squares') / m.n + meanOf(m, 'squares') ** 2) / meanOf(m, 'rows')));
}

/**
 * Losses that differ by arm make the arms differ, whatever was randomized.
 *
 * Model   `lossByArm`, Holm over arms, of rows on as many units as they would make (`rowsAsOne`); warns also where much is lost alike. What lost units could hide is bounded with each outcome, by `missingness`, which
 *         holds the decision. Lost rows of units that have many take a part of what their units add up to, which nothing bounds: they fail here, where the
 *         shares differ by more than a trace.
 */
export function lossFinding(loss: Loss, assignment: Assignment | undefined, { what, perUnit }: Counted): readonly Finding[] {
  const { column: name, arms } = loss;
  const [lost, kept] = [lostOf(loss), keptOf(loss)];
  if (lost === 0) return [];
  const share = lost / (lost + kept);
  const shared = { check: 'lost-units', about: { column: name }, statistic: share };
  const says = `${sayCount(lost)} of ${sayCount(lost + kept)} ${what} have no ${name} and are in no estimate`;
  const mend = `Find out why ${name} is missing there, and join it again; what is left out must not depend on the arm.`;
  const test = assignment && worstTest(arms, assignment, perUnit);
  if (!test) return [{ ...shared, says: `${says} (${sayShare(share)}).`, ...(share > largeLoss ? { verdict: 'warn', mend } : { verdict: 'pass' }) }];
  const found = `${says}: ${sayShare(test.share)} of arm ${test.arm} and ${sayShare(test.controlShare)} of arm ${assignment.control} (${sayP(test.adjusted)}).`;
  const known = {
    ...shared,
    about: { column: name, arm: test.arm },
    pValue: test.adjusted,
    threshold: pValueLimits.missingness.failBelow,
    says: found,
    ...(what === 'rows' && { canHold: true as const }),
  };
  const verdict = verdictOf(test.adjusted, pValueLimits.missingness);
  if (what === 'rows' && verdict === 'fail' && Math.abs(test.difference) > traceOfLoss) return [{ ...known, verdict, identification: true, mend }];
  if (verdict !== 'pass' || share > largeLoss) return [{ ...known, verdict: 'warn', mend }];
  return [{ ...known, verdict: 'pass' }];
}

/** The arm whose loss differs most surely from control's: the shares are of what is counted, the p-value of as many units. */
export function worstTest(arms: readonly LossCount[], { control, treatments }: Assignment, perUnit: number) {
  const inUnits = ({ arm, lost, kept }: LossCount): LossCount => ({ arm, lost: Math.round(lost / perUnit), kept: Math.round(kept / perUnit) });
  const base = arms.find(({ arm }) => arm === control);
  const others = arms.filter(({ arm }) => treatments.includes(arm));
  if (!base || others.length === 0) return undefined;
  const adjusted = lossByArm(inUnits(base), others.map(inUnits)).map((test) => test.adjusted);
  return lossByArm(base, others)
    .map((test, i) => ({ ...test, adjusted: adjusted[i] }))
    .reduce((worst, test) => (test.adjusted < worst.adjusted ? test : worst));
}

/** Columns without which an assigned unit is in no estimate, beside its arm and its outcome; of a unit without its usage the effect of assignment is known. */
export const neededColumns = ({ assignment, cluster, errorsBy, blocks, blocksWithin, usage, complete = [] }: Protocol): readonly string[] =>
  assignment ? [...new Set([cluster, errorsBy, blocks, blocksWithin, usage, ...complete].flatMap((name) => name ?? []))] : [];
