import { indicator } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { clusterCounts } from '../inference/losses/cluster-counts.ts';
import { type LossTest, lossByArm } from '../inference/losses/loss-by-arm.ts';
import { lossByCluster } from '../inference/losses/loss-by-cluster.ts';
import { stream } from '../math/random/stream.ts';
import type { Loss, LossCount } from '../protocol/protocol.ts';
import type { Asking } from '../relation/asking.ts';

/** A loss by one cause, and its difference in standard errors. */
export interface ShareTest extends Pick<LossTest, 'difference' | 'pValue'> {
  readonly statistic: number;
}

/** Units lost by one cause, among the rows. */
export interface Lost {
  readonly control: LossCount;
  readonly treatments: readonly LossCount[];
  /** Holds for those that are. */
  readonly counted: Expression;
  readonly among?: Expression;
}

/** How the arms were drawn. */
interface Drawn {
  readonly assignment: string;
  readonly cluster?: string;
  /** Of the permutations of clusters. */
  readonly seed?: number;
}

/** The units of an arm; none where it is not among those counted. */
export const countIn = ({ arms }: Loss, arm: string): LossCount => arms.find((a) => a.arm === arm) ?? { arm, lost: 0, kept: 0 };

export const countedIn = (loss: Loss, control: LossCount, treatments: readonly LossCount[]): Pick<Lost, 'control' | 'treatments'> => ({
  control: countIn(loss, control.arm),
  treatments: treatments.map(({ arm }) => countIn(loss, arm)),
});

/** Each arm against control: exact, or by permutation of clusters. */
export function* testsOf({ control, treatments, counted, among }: Lost, { assignment, cluster, seed = 1 }: Drawn): Asking<readonly ShareTest[]> {
  if (cluster === undefined || [control, ...treatments].every(({ lost }) => lost === 0)) return treatments.map((treatment) => exactTest(treatment, control));
  const clusters = yield* clusterCounts({ assignment, cluster, counted: indicator(counted), ...(among && { among }) });
  const of = ({ arm }: LossCount) => clusters.find((c) => c.arm === arm) ?? { arm, units: new Float64Array(0), lost: new Float64Array(0) };
  const tests = lossByCluster(of(control), treatments.map(of), { column: cluster, random: stream(seed) });
  return tests.map(({ difference, pValue, standardError }) => ({ difference, pValue, statistic: inErrors(difference, standardError) }));
}

export function exactTest(treatment: LossCount, control: LossCount): ShareTest {
  const [one, zero] = [unitsOf(treatment), unitsOf(control)];
  const pooled = (treatment.lost + control.lost) / (one + zero);
  const [{ difference, pValue }] = lossByArm(control, [treatment]);
  return { difference, pValue, statistic: inErrors(difference, Math.sqrt(pooled * (1 - pooled) * (1 / one + 1 / zero))) };
}

export const unitsOf = ({ lost, kept }: LossCount): number => lost + kept;
const inErrors = (difference: number, error: number): number => (error > 0 ? difference / error : 0);
