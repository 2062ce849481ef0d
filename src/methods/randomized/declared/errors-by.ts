import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { column, isKnown } from '../../../expressions/build.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { Protocol } from '../../../protocol/protocol.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { levels } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';

/**
 * Clusters by which errors are added up hold what was randomized as a whole: units of one draw share its luck, in whatever clusters they lie.
 *
 * Errors  cluster-finer, at the line of the cluster.
 */
export function* expectWhole(
  { cluster: drawn, errorsBy }: Pick<Protocol, 'cluster'> & { readonly errorsBy: string | undefined },
  place: PlaceOf,
): Asking<void> {
  if (drawn === undefined || errorsBy === undefined) return;
  const of = column(errorsBy);
  const { groups, keyless } = yield* ask(levels({ of: errorsBy, over: [where(isKnown(of)), rollup([drawn], { [errorsBy]: { kind: 'only', of } })] }));
  if (keyless === 0) return;
  const all = groups.reduce((sum, { moments: m }) => sum + m.n, keyless);
  throw new EstimandError('cluster-finer', { column: errorsBy, drawn, torn: keyless, of: all }, place(['design', 'cluster']));
}

/** Errors by a column that chance did not draw are said. */
export function errorsByFinding({ errorsBy, cluster, unit = 'the row' }: Protocol): readonly Finding[] {
  if (errorsBy === undefined) return [];
  return [
    {
      check: 'errors-by',
      about: { column: errorsBy },
      verdict: 'pass',
      says: `Errors are added up by ${errorsBy}, since what lies within one is alike; what was drawn is ${cluster ?? unit}, and a ${errorsBy} may hold several arms.`,
    },
  ];
}
