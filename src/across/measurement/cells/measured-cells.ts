import type { Finding } from '../../../estimate/finding.ts';
import { add, column, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { auditWeight, isAudited } from '../../../protocol/audited.ts';
import type { Cells, SampledMeans } from '../../../protocol/cells.ts';
import type { Asking } from '../../../relation/asking.ts';
import { amongJudged, combination } from '../arm-measure.ts';
import { disagreementsIn, enoughDisagreements } from '../disagreements.ts';
import { type MeasurementOptions, type ResolvedMeasurement, resolved } from '../options.ts';
import { auditSlopes, type RectifiedArm, rectifiedArm, type Slopes, sharedSlopes } from '../rectified.ts';
import { constantJudge, fewDisagreements, judgesAlike, noCellAudited } from '../refusals.ts';
import { onlyZeroAndOne } from '../rogan-gladen.ts';
import { byCode } from './by-code.ts';
import { type CellLook, type LookedAtCells, lookAtCells } from './look.ts';

export type CellMeasurementOptions = Omit<MeasurementOptions, 'assignment' | 'arms'> & { readonly cells: Cells };

/** A measured outcome as one column that methods can read which compare cohorts by period. */
export interface CellMeasurement {
  /** What a row counts as: its mean over a cell is the cell's mean of human labels, and how rows of a unit spread is how the means err together. */
  readonly measure: Expression;
  readonly sampled: SampledMeans;
  /** The audit alone, without the judge. */
  readonly audit: { readonly measure: Expression; readonly sampled: SampledMeans };
  /** The judge less people: its mean over a cell is the judge's error there. */
  readonly error: { readonly measure: Expression; readonly sampled: SampledMeans };
  readonly looks: readonly CellLook[];
  /** Cells with fewer than two labels: in no estimate. */
  readonly unmeasured: readonly CellLook[];
  /** Weight of each judge, in all cells. */
  readonly slopes: Slopes;
  readonly binary: boolean;
  readonly options: ResolvedMeasurement;
}

/**
 * Scores of judges and labels of people as one column, made cohort by cohort and period by period: whoever compares means of cells compares means of human labels.
 *
 * Model   psi = s'f + e + (w N / sum w) (Y - s'f - e) on audited rows, e the weighted audit mean of Y - s'f in the cell, as of an arm (`rectifiedArm`); one s for all
 *         cells, so that what it errs by drops out of differences. What a judge errs by may differ by cell in any way: it is taken out in each.
 * Shapes  one round.
 * Errors  those of `measurement`. Refused: no cell with two labels; a judge that says the same everywhere; judges that cannot be told apart; fewer than ten disagreements
 *         among those reached before it, after it, or among those never reached, of labels that a judge gives too.
 * Source  Angelopoulos, Duchi & Zrnic (2023), PPI++; Robins, Rotnitzky & Zhao (1994).
 */
export function* cellMeasurement({ cells, ...options }: CellMeasurementOptions): Asking<CellMeasurement | { readonly refused: Finding }> {
  const o = resolved({ ...options, assignment: cells.column, arms: cells.cells.map(({ code }) => String(code)) });
  const looked = yield* lookAtCells(o, cells);
  const looks = looked.looks.filter(({ audited }) => audited.n >= 2);
  const unmeasured = looked.looks.filter(({ audited }) => audited.n < 2);
  if (looks.length === 0) return { refused: noCellAudited(o, Math.max(0, ...unmeasured.map(({ audited }) => audited.n))) };
  const useless = constantJudge(looks, o) ?? rarelyWrong(looks, o);
  if (useless) return { refused: useless };
  const slopes = sharedSlopes(looks, o);
  if ('collinear' in slopes) return { refused: judgesAlike(o, slopes) };
  const by = (own: Slopes): Made => made(looks, own, looked, cells, o);
  const judge = { of: Object.fromEntries(o.judges.map((name) => [name, 1 / o.judges.length])), estimated: 0 };
  const full = by(judge);
  return {
    ...by(slopes),
    audit: by(auditSlopes),
    error: { measure: subtract(combination(judge.of), full.measure), sampled: full.sampled },
    looks,
    unmeasured,
    slopes,
    binary: looks.every(({ audited }) => onlyZeroAndOne(audited, o.human)),
    options: o,
  };
}

interface Made {
  readonly measure: Expression;
  readonly sampled: SampledMeans;
}

function made(looks: readonly CellLook[], slopes: Slopes, { together }: LookedAtCells, cells: Cells, o: ResolvedMeasurement): Made {
  const arms = looks.map((look) => rectifiedArm(look, slopes, o));
  return { measure: measureOf(looks, arms, slopes, cells, o), sampled: sampledMeans(looks, arms, together, cells, o) };
}

/** As the measure of arms, with two numbers a cell: what is added to the judge, and how much a label counts. */
function measureOf(looks: readonly CellLook[], arms: readonly RectifiedArm[], slopes: Slopes, cells: Cells, o: ResolvedMeasurement): Expression {
  const of = (value: (arm: RectifiedArm, look: CellLook) => number): Expression =>
    byCode(
      looks.map((look, i) => [look.cell.code, value(arms[i], look)] as const),
      column(cells.column),
    );
  const base = add(
    combination(slopes.of),
    of(({ rectifier }) => rectifier),
  );
  const counts = of(({ scale }, { judged, audited }) => (scale * judged.n) / audited.weight);
  const beyond = times(counts, times(auditWeight(o), subtract(column(o.human), base)));
  return add(amongJudged(base, slopes.of, o), when(isAudited(o), beyond, 0));
}

function sampledMeans(
  looks: readonly CellLook[],
  arms: readonly RectifiedArm[],
  together: LookedAtCells['together'],
  cells: Cells,
  { human }: ResolvedMeasurement,
): SampledMeans {
  return {
    called: `labels of ${human}`,
    cells: looks.map(({ cell: { start, period } }, i) => ({
      ...(start !== undefined && { start }),
      period,
      variance: arms[i].auditVariance,
      freedom: arms[i].freedom,
    })),
    cohorts: cells.cohorts.flatMap(({ start, code }) => {
      const units = together.get(code);
      return units === undefined ? [] : [{ ...(start !== undefined && { start }), freedom: Math.max(1, units - 1) }];
    }),
  };
}

/** Of labels that a judge gives too, what every effect is made of must hold enough that it did not: what is not seen there has no spread, and would be taken for certain. */
function rarelyWrong(looks: readonly CellLook[], o: ResolvedMeasurement): Finding | undefined {
  const groups: readonly (readonly [called: string, is: (look: CellLook) => boolean])[] = [
    ['those reached, from their start on', ({ cell: { start, period } }) => start !== undefined && period >= start],
    ['those reached, before their start', ({ cell: { start, period } }) => start !== undefined && period < start],
    ['those never reached', ({ cell: { start } }) => start === undefined],
  ];
  for (const [called, is] of groups) {
    const own = looks.filter(is);
    const seen = own.map((look) => disagreementsIn(look, o));
    const count = seen.reduce((sum, one) => sum + one.count, 0);
    const labels = own.reduce((sum, look) => sum + look.audited.n, 0);
    const spreadByThemselves = seen.every(({ share }) => share > 0.5);
    if (own.length > 0 && !spreadByThemselves && count < enoughDisagreements) return fewDisagreements(o, { called, count, labels, least: enoughDisagreements });
  }
  return undefined;
}
