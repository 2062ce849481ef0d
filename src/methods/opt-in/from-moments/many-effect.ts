import type { Finding } from '../../../estimate/finding.ts';
import { indicator, subtract } from '../../../expressions/build.ts';
import { type ArmLine, type ArmPiece, type ArmPieces, regressionPiece, weightedPiece } from '../../../inference/observed/from-moments/arm-pieces.ts';
import { combined, gramOf } from '../../../inference/observed/from-moments/grams.ts';
import { pieceRows, type UnitRow } from '../../../inference/observed/from-moments/piece-rows.ts';
import type { Target } from '../../../inference/observed/observed-units.ts';
import type { NoFit } from '../../../inference/observed/outcome-model.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { meanOf } from '../../../moments/moments.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { ErringMeans } from '../estimate.ts';
import { type Chosen, unweighedTarget } from '../options.ts';
import { certainRefusal, fitRefusal } from '../refusals.ts';
import type { ManyFitted } from './many-fitted.ts';
import { isTreated, type ManyUnits, outcomeIn } from './many-units.ts';
import { erringIn } from './piece-errors.ts';
import { type Weighed, weighedUnits } from './target-sums.ts';

/** How both arms are made alike; `none`: as they are. */
export type ManyWay = 'aipw' | 'weighting' | 'regression' | 'none';

/** Both means of an outcome of many units, and how they err: a pass for weighted sums, where there are weights, and one for errors. */
export function* manyEffect(fitted: ManyFitted, c: Chosen, way: ManyWay): Asking<ErringMeans | Finding> {
  const { units: u, chances } = fitted;
  if (way === 'none')
    return yield* erringMeans(
      inBoth((arm) => regressionPiece({ target: plainTarget(u, c, 'ate') }, arm, meanLine(u, c, arm))),
      undefined,
      u,
      c,
      way,
    );
  const lines = way === 'weighting' ? undefined : inBoth((arm) => lineOf(u, c, arm));
  const none = lines?.find((line): line is NoFit => 'kind' in line);
  if (none) return fitRefusal(none, c);
  const fits = lines as readonly [ArmLine, ArmLine] | undefined;
  if (way === 'regression') {
    const target = plainTarget(u, c, unweighedTarget(c));
    return yield* erringMeans(
      inBoth((arm) => regressionPiece({ target }, arm, fits![arm])),
      undefined,
      u,
      c,
      way,
    );
  }
  const weighed = yield* weighedUnits(u, chances, c);
  if ('check' in weighed) return weighed;
  const pieces = inBoth((arm) =>
    fits ? regressionPiece(weighed.sums, arm, fits[arm], chances.covariance) : weightedPiece(weighed.sums, arm, u.arms[arm].n, chances.covariance),
  );
  return yield* erringMeans(pieces, weighed, u, c, way);
}

const inBoth = <T>(of: (arm: 0 | 1) => T): readonly [T, T] => [of(0), of(1)];

/** The regression of the outcome in an arm, from its moments. */
function lineOf({ arms, names }: ManyUnits, c: Chosen, arm: 0 | 1): ArmLine | NoFit {
  const m = arms[arm];
  const refused = (why: NoFit['why'], columns: readonly string[]): NoFit => ({ kind: 'no-fit', arm, why, columns, units: m.n });
  if (m.n < names.length + 2) return refused('too-few', []);
  const found = leastSquares(m, outcomeIn(c), names);
  return 'kind' in found ? refused('collinear', found.columns) : { coefficients: found.coefficients, inverse: found.gramInverse, units: m.n };
}

/** Nothing but a constant. */
const meanLine = ({ arms }: ManyUnits, c: Chosen, arm: 0 | 1): ArmLine => ({
  coefficients: Float64Array.of(meanOf(arms[arm], outcomeIn(c))),
  inverse: Float64Array.of(1 / arms[arm].n),
  units: arms[arm].n,
});

function plainTarget({ arms, names }: ManyUnits, c: Chosen, target: Exclude<Target, 'ato'>) {
  const [control, treated] = arms.map((m) => gramOf(m, [...names, outcomeIn(c)]));
  return { ate: () => combined([1, control], [1, treated]), att: () => treated, atc: () => control }[target]();
}

const targetRow = { ate: undefined, att: indicator(isTreated), atc: subtract(1, indicator(isTreated)) };

function* erringMeans(pieces: ArmPieces, weighed: Weighed | undefined, u: ManyUnits, c: Chosen, way: ManyWay): Asking<ErringMeans | Finding> {
  const beyond = pieces.findIndex(({ value }: ArmPiece) => !Number.isFinite(value));
  if (beyond >= 0) return certainRefusal(beyond, c);
  const row: UnitRow = {
    treated: isTreated,
    outcome: c.measure,
    columns: u.terms.map(({ expression }) => expression),
    target: weighed ? weighed.target : targetRow[way === 'none' ? 'ate' : unweighedTarget(c)],
    ...(weighed && { weight: weighed.weight, score: weighed.score }),
  };
  const errors = yield* erringIn(pieces, pieceRows(pieces, row, `estimand:${way} ${c.outcome}`), u, weighed ? weighed.over : u.over, c.cluster);
  return { means: [pieces[0].value, pieces[1].value], errors };
}
