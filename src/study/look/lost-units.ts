import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { largeLoss, pValueLimits, traceOfLoss } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, indicator, isKnown, not } from '../../expressions/build.ts';
import { type LossCount, lossByArm } from '../../inference/losses/loss-by-arm.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Assignment, Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';

/** Rows or units that are in no estimate because the value of a column is missing. */
export interface Lost {
  readonly column: string;
  /** By arm; one entry where no arm is assigned. */
  readonly arms: readonly LossCount[];
}

/** Counts by arm what lacks a value of the column. */
export function* lostIn(name: string, assignment: string | undefined): Asking<Lost> {
  const lost = indicator(not(isKnown(column(name))));
  const { groups } = yield* ask(moments({ columns: { lost }, ...(assignment !== undefined && { by: [assignment] }) }));
  const arms = groups.map(({ key: [arm = ''], moments: m }): LossCount => {
    const count = m.n > 0 ? Math.round(meanOf(m, 'lost') * m.n) : 0;
    return { arm, lost: count, kept: m.n - count };
  });
  return { column: name, arms };
}

/** Columns without which an assigned unit is in no estimate, beside its arm and its outcome. */
export const neededColumns = ({ assignment, cluster, blocks }: Protocol): readonly string[] =>
  assignment ? [...new Set([cluster, blocks].flatMap((name) => name ?? []))] : [];

export interface Counted {
  /** What is counted: `rows`, or `units`. */
  readonly what: string;
  /** Rows of a unit, on average: rows of one unit are lost together, and count as one. */
  readonly perUnit: number;
}

/** Rows of a unit, on average, of the rows that are kept. */
export function rowsEach({ arms }: Lost, units: number): number {
  const kept = arms.reduce((sum, a) => sum + a.kept, 0);
  return units > 0 ? Math.max(1, kept / units) : 1;
}

/** The first look, with what it says of rows without a unit. */
export function withLoss<T extends { readonly protocol: Protocol; readonly findings: readonly Finding[] }>(first: T, lost: Lost, perUnit: number): T {
  return { ...first, findings: [...lossFinding(lost, first.protocol.assignment, { what: 'rows', perUnit }), ...first.findings] };
}

/**
 * Losses that differ by arm make the arms differ, whatever was randomized.
 *
 * Model   Fisher's exact test of the shares lost, each arm against control, Holm over arms; of many rows a unit on as many units as the rows would make. It fails at
 *         p < 0.001 where the shares differ by more than 0.1 % of the units: what such units would have shown is not known, so nothing bounds it.
 */
export function lossFinding({ column: name, arms }: Lost, assignment: Assignment | undefined, { what, perUnit }: Counted): readonly Finding[] {
  const [lost, kept] = [arms.reduce((sum, a) => sum + a.lost, 0), arms.reduce((sum, a) => sum + a.kept, 0)];
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
  if (verdict === 'fail' && Math.abs(test.difference) > traceOfLoss) return [{ ...known, verdict, identification: true, mend }];
  if (verdict !== 'pass' || share > largeLoss) return [{ ...known, verdict: 'warn', mend }];
  return [{ ...known, verdict: 'pass' }];
}

/** The arm whose loss differs most surely from control's. */
function worstTest(arms: readonly LossCount[], { control, treatments }: Assignment, perUnit: number) {
  const inUnits = ({ arm, lost, kept }: LossCount): LossCount => ({ arm, lost: Math.round(lost / perUnit), kept: Math.round(kept / perUnit) });
  const base = arms.find(({ arm }) => arm === control);
  const others = arms.filter(({ arm }) => treatments.includes(arm));
  if (!base || others.length === 0) return undefined;
  return lossByArm(inUnits(base), others.map(inUnits)).reduce((worst, test) => (test.adjusted < worst.adjusted ? test : worst));
}

/** The flow of units from the rows of the data: those without a unit are its first step. */
export function flowFrom(exhibit: Exhibit, { column: unit, arms }: Lost): Exhibit {
  const lost = arms.reduce((sum, a) => sum + a.lost, 0);
  if (exhibit.kind !== 'flow' || lost === 0) return exhibit;
  const { step, units, lost: before, reason } = exhibit.columns;
  return {
    ...exhibit,
    columns: {
      step: ['rows in the data', `with ${unit}`, ...step.slice(1)],
      units: [arms.reduce((sum, { kept }) => sum + kept, lost), ...units],
      lost: [0, lost, ...before.slice(1)],
      reason: ['', `${unit} missing`, ...reason.slice(1)],
    },
  };
}
