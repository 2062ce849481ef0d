import { column, indicator, is } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { mostLevels } from '../../models/factor-levels.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments } from '../../moments/moments.ts';
import { indicatorLevels, indicatorName } from '../../moments/terms.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, moments } from '../../relation/requests.ts';

/** Share of the variance of a measure that covariates explain, less what so many would explain by chance. */
export function* askExplained(measure: Expression, covariates: readonly Covariate[], where: Expression): Asking<number> {
  if (covariates.length === 0) return 0;
  const columns = (yield* all(covariates.map((covariate) => columnsOf(covariate, where)))).flat();
  const reply = yield* ask(moments({ columns: { y: measure, ...Object.fromEntries(columns) }, where }));
  return explained(
    reply.groups[0].moments,
    columns.map(([name]) => name),
  );
}

function* columnsOf(covariate: Covariate, where: Expression): Asking<readonly (readonly [string, Expression])[]> {
  if (typeof covariate === 'string') return [[covariate, column(covariate)]];
  const { factor } = covariate;
  const { groups } = yield* ask(levels({ of: factor, where }));
  // The analysis would refuse it.
  if (groups.length > mostLevels) return [];
  const found = groups.map((g) => g.key[0]);
  return indicatorLevels(factor, found).map((level) => [indicatorName(factor, level), indicator(is(column(factor), level))]);
}

/** Adjusted R². Columns that hold no separate information are left out: only their number would count. */
function explained(m: Moments, names: readonly string[]): number {
  if (names.length === 0 || m.n <= names.length + 1) return 0;
  const fit = leastSquares(m, 'y', names);
  if ('kind' in fit) {
    const [drop] = fit.columns.slice(-1);
    return drop === undefined
      ? 0
      : explained(
          m,
          names.filter((name) => name !== drop),
        );
  }
  const total = comomentOf(m, 'y', 'y') / (m.n - 1);
  return total > 0 ? Math.min(1 - 1e-9, Math.max(0, 1 - fit.residualSumOfSquares / fit.dfResidual / total)) : 0;
}
