import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { largeLoss, pValueLimits, traceOfLoss } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, indicator, isKnown, not } from '../../expressions/build.ts';
import { lossByArm } from '../../inference/losses/loss-by-arm.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Assignment, Loss, LossCount, Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';

/** Counts by arm what lacks a value of the column. */
export function* lostIn(name: string, assignment: string | undefined): Asking<Loss> {
  const lost = indicator(not(isKnown(column(name))));
  const { groups } = yield* ask(moments({ columns: { lost }, ...(assignment !== undefined && { by: [assignment] }) }));
  const arms = groups.map(({ key: [arm = ''], moments: m }): LossCount => {
    const count = m.n > 0 ? Math.round(meanOf(m, 'lost') * m.n) : 0;
    return { arm, lost: count, kept: m.n - count };
  });
  return { column: name, arms };
}

export const lostOf = ({ arms }: Loss): number => arms.reduce((sum, { lost }) => sum + lost, 0);
export const keptOf = ({ arms }: Loss): number => arms.reduce((sum, { kept }) => sum + kept, 0);

/** What the lost ones are, and what is known of them. */
export interface Counted {
  /** `rows` of units with many, or `units`. */
  readonly what: 'rows' | 'units';
  /** Rows of a unit, on average: rows of one unit are lost together, and count as one. */
  readonly perUnit: number;
}

export const asUnits: Counted = { what: 'units', perUnit: 1 };

/** Rows of units that have many of them, on average so many of those that are kept. */
export function asRows(loss: Loss, units: number): Counted {
  return { what: 'rows', perUnit: units > 0 ? Math.max(1, keptOf(loss) / units) : 1 };
}

/**
 * Losses that differ by arm make the arms differ, whatever was randomized.
 *
 * Model   `lossByArm`, Holm over arms; warns also where much is lost alike. What lost units could hide is bounded with each outcome, by `missingness`, which
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
  const known = { ...shared, about: { column: name, arm: test.arm }, pValue: test.adjusted, threshold: pValueLimits.missingness.failBelow, says: found };
  const verdict = verdictOf(test.adjusted, pValueLimits.missingness);
  if (what === 'rows' && verdict === 'fail' && Math.abs(test.difference) > traceOfLoss) return [{ ...known, verdict, identification: true, mend }];
  if (verdict !== 'pass' || share > largeLoss) return [{ ...known, verdict: 'warn', mend }];
  return [{ ...known, verdict: 'pass' }];
}

/** The arm whose loss differs most surely from control's. */
export function worstTest(arms: readonly LossCount[], { control, treatments }: Assignment, perUnit: number) {
  const inUnits = ({ arm, lost, kept }: LossCount): LossCount => ({ arm, lost: Math.round(lost / perUnit), kept: Math.round(kept / perUnit) });
  const base = arms.find(({ arm }) => arm === control);
  const others = arms.filter(({ arm }) => treatments.includes(arm));
  if (!base || others.length === 0) return undefined;
  return lossByArm(inUnits(base), others.map(inUnits)).reduce((worst, test) => (test.adjusted < worst.adjusted ? test : worst));
}

/** Columns without which an assigned unit is in no estimate, beside its arm and its outcome; of a unit without its usage the effect of assignment is known. */
export const neededColumns = ({ assignment, cluster, blocks, usage }: Protocol): readonly string[] =>
  assignment ? [...new Set([cluster, blocks, usage].flatMap((name) => name ?? []))] : [];
