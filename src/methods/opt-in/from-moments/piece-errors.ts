import { call, column, greater, indicator, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type Freedom, freedomOf } from '../../../inference/freedom.ts';
import type { ArmPieces } from '../../../inference/observed/from-moments/arm-pieces.ts';
import type { PieceRows } from '../../../inference/observed/from-moments/piece-rows.ts';
import { comomentOf, type Moments, meanOf } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../../relation/steps.ts';
import type { ErringMeans } from '../estimate.ts';
import { isTreated, type ManyUnits, treatedColumn } from './many-units.ts';

type Errors = ErringMeans['errors'];

/** `effectErrors` by one pass over units, or over the sums of clusters, that stay where they are. */
export const erringIn = (pieces: ArmPieces, rows: PieceRows, u: ManyUnits, over: readonly Step[], cluster: string | undefined): Asking<Errors> =>
  cluster === undefined ? byUnits(pieces, rows, u, over) : byClusters(pieces, rows, u, over, cluster);

function* byUnits(pieces: ArmPieces, { derived, adds, residual, loading }: PieceRows, u: ManyUnits, before: readonly Step[]): Asking<Errors> {
  const asked = { by: [treatedColumn], where: u.rows, over: [...before, ...derived.map(derive)] };
  const replies = yield* all(
    [{ control: adds[0], treatment: adds[1] }, { residual }, { squared: times(loading, loading) }].map((columns) => ask(moments({ columns, ...asked }))),
  );
  const byArm = (['0', '1'] as const).map((arm) => replies.map(({ groups }) => groups.find(({ key }) => key[0] === arm)!.moments));
  const total = (a: string, b: string): number => byArm.reduce((sum, [m]) => sum + squares(m, a, b), 0);
  const freedom = byArm.map(([, left, squared], arm) => {
    const [sum, fourth] = [squared.n * meanOf(squared, 'squared'), squares(squared, 'squared', 'squared')];
    return freedomIn(squares(left, 'residual', 'residual') / pieces[arm].scale ** 2, sum ** 2 / fourth, pieces[arm].fitted / left.n);
  });
  return errorsOf(pieces, total, freedom, 1);
}

function* byClusters(
  pieces: ArmPieces,
  { derived, adds, residual, loading }: PieceRows,
  u: ManyUnits,
  before: readonly Step[],
  cluster: string,
): Asking<Errors> {
  const ofArm = (arm: 0 | 1, value: Expression): Expression => (arm === 1 ? when(isTreated, value, 0) : when(isTreated, 0, value));
  const size = call('abs', loading);
  const parts = {
    control: adds[0],
    treatment: adds[1],
    'residual 0': ofArm(0, residual),
    'residual 1': ofArm(1, residual),
    'loading 0': ofArm(0, size),
    'loading 1': ofArm(1, size),
  };
  const totals = Object.fromEntries(Object.entries(parts).map(([name, of]) => [name, { kind: 'sum', of } as const]));
  const over = [...before, ...derived.map(derive), where(u.rows), rollup([cluster], totals)];
  const square = (name: string): Expression => times(column(name), column(name));
  const asked = [
    { control: column('control'), treatment: column('treatment') },
    ...([0, 1] as const).flatMap((arm) => [
      { residual: column(`residual ${arm}`) },
      { squared: square(`loading ${arm}`) },
      { there: indicator(greater(column(`loading ${arm}`), 0)) },
    ]),
  ];
  const [both, ...byArm] = (yield* all(asked.map((columns) => ask(moments({ columns, over }))))).map(({ groups }) => groups[0].moments);
  const freedom = [0, 1].map((arm) => {
    const [left, squared, there] = byArm.slice(3 * arm, 3 * arm + 3);
    const [sum, fourth] = [squared.n * meanOf(squared, 'squared'), squares(squared, 'squared', 'squared')];
    return freedomIn(squares(left, 'residual', 'residual') / pieces[arm].scale ** 2, sum ** 2 / fourth, 1 / (there.n * meanOf(there, 'there')));
  });
  return errorsOf(pieces, (a, b) => squares(both, a, b), freedom, both.n / (both.n - 1));
}

/** The sum of products, about zero. */
const squares = (m: Moments, a: string, b: string): number => comomentOf(m, a, b) + m.n * meanOf(m, a) * meanOf(m, b);

/** So many equally weighted outcomes would tell as much, less the share that was fitted. */
function freedomIn(trace: number, equal: number, fitted: number): Freedom {
  if (trace === 0) return { trace: 0, squares: 0 };
  const df = equal * Math.max(0, 1 - fitted);
  return { trace, squares: df > 0 ? trace ** 2 / df : Infinity };
}

function errorsOf([{ scale: of0 }, { scale: of1 }]: ArmPieces, total: (a: string, b: string) => number, freedom: readonly Freedom[], factor: number): Errors {
  const [v0, v1, both] = [total('control', 'control') / of0 ** 2, total('treatment', 'treatment') / of1 ** 2, total('control', 'treatment') / (of0 * of1)];
  return {
    controlVariance: factor * v0,
    treatmentVariance: factor * v1,
    covariance: factor * both,
    variance: factor * (v0 + v1 - 2 * both),
    df: freedomOf(freedom),
  };
}
