import { column, is, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { quadraticForm } from '../../math/matrix.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { derive } from '../../relation/steps.ts';
import { freedomIn } from '../bell-mccaffrey.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Freedom } from '../freedom.ts';
import type { CovarianceKind } from '../sandwich.ts';
import { type InfluenceExpressions, influenceExpressions } from '../second-pass.ts';
import type { Contrast } from './contrast.ts';
import { armResidual, type LinFit } from './lin-fit.ts';

export interface ArmVariances {
  /** In the order of the fits. */
  readonly of: readonly number[];
  /** What Bell and McCaffrey's degrees of freedom of each come from; only of HC2. */
  readonly freedom?: readonly Freedom[];
  /** Rows with leverage one. */
  readonly saturated: number;
}

/** Variance of each arm's adjusted mean at fixed covariates. */
export function* armVariances(lin: LinFit, columns: readonly DesignColumn[], c: Contrast, covariance: CovarianceKind): Asking<ArmVariances> {
  if (covariance === 'nonrobust') {
    const s2 = lin.fits.reduce((sum, f) => sum + f.residualSumOfSquares, 0) / lin.dfResidual;
    return { of: lin.fits.map((f) => s2 * (1 / f.n + quadraticForm(f.inverse, f.shift))), saturated: 0 };
  }
  // Outcomes known on the same units have the same design, and then share its columns in one scan.
  const prefix = `estimand:lin:${fingerprint(lin.fits.flatMap((f) => [[f.n], f.means, f.inverse]))}`;
  const byArm = lin.fits.map((fit) => {
    const expressions = columns.map((x) => x.expression);
    const centred = {
      residual: armResidual(fit, columns, c),
      columns: expressions,
      n: fit.n,
      means: fit.means,
      inverse: fit.inverse,
    };
    return influenceExpressions(centred, { constant: 1, slopes: fit.shift }, covariance, { prefix, share: 'share' });
  });
  const armwise = (pick: (e: InfluenceExpressions) => Expression): Expression =>
    byArm.slice(0, -1).reduceRight((otherwise, e, i) => when(is(column(c.assignment), lin.fits[i].arm), pick(e), otherwise), pick(byArm.at(-1)!));
  const [first] = byArm;
  const derived = first.derived.map((step, i) => derive(Object.fromEntries(Object.keys(step).map((name) => [name, armwise((e) => e.derived[i][name])]))));
  const saturated = first.saturated ? { saturated: armwise((e) => e.saturated!) } : {};
  // The same columns whatever the arm, made of those that are derived.
  const reply = yield* ask(
    moments({
      columns: { influence: armwise((e) => e.influence), ...saturated, ...first.freedom },
      by: [c.assignment],
      ...(derived.length > 0 && { over: derived }),
    }),
  );
  const factor = covariance === 'HC1' ? lin.n / lin.dfResidual : 1;
  const ofArm = (arm: string) => reply.groups.find((g) => g.key[0] === arm)!.moments;
  return {
    of: lin.fits.map((f) => factor * sumOfSquares(ofArm(f.arm))),
    ...(first.freedom && { freedom: lin.fits.map((f) => freedomIn(ofArm(f.arm), f.n, columns.length)) }),
    saturated: first.saturated ? lin.fits.reduce((sum, f) => sum + Math.round(meanOf(ofArm(f.arm), 'saturated') * f.n), 0) : 0,
  };
}

function sumOfSquares(m: Group['moments']): number {
  return m.comoment[0] + m.n * m.mean[0] ** 2;
}
