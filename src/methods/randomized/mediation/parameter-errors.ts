import { and, column, is, number, or, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { expressionKey, knownParts } from '../../../expressions/walk.ts';
import { fingerprint } from '../../../inference/fingerprint.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { derive, rollup, where } from '../../../relation/steps.ts';
import type { MediationModels } from './arm-models.ts';
import { armShares, type ParameterShares, samplingShares } from './arm-shares.ts';
import { layoutOf, type Quantity } from './parameters.ts';

/** How functions of the parameters err together. */
export interface ParameterErrors {
  /** Rows with leverage one. */
  readonly saturated: number;
  /** By arm, where errors are added up by cluster. */
  readonly clusters?: Readonly<Record<string, number>>;
  readonly covariance: (a: Quantity, b: Quantity) => number;
  /** Degrees of freedom of a quantity. */
  readonly df: (of: Quantity) => number;
}

interface Asked {
  readonly assignment: string;
  readonly cluster: string | undefined;
  readonly covariance: 'HC0' | 'HC2';
}

/**
 * The covariance of all parameters in one more scan: each row's share in the error of every parameter is an expression, and their moments by arm
 * are the stacked sandwich. The mean covariates of all arms are estimates too: each row has a share in them, whatever its arm.
 *
 * Model   shares of a mean: e (1/n + shift' S^-1 (x - mean)) / (1 - h)^d + slopes' (x - center) / n; of a slope: u S^-1 (z - mean) / (1 - h)^d; of a
 *         co-moment of residuals: (e e' - co-moment) / n. d = 0 (HC0), 1/2 (HC2). With a cluster d = 0 and shares are added up by cluster: the sum over
 *         arms of G / (G - 1) times the centred sum of squares, with Satterthwaite's degrees of freedom.
 * Source  Stefanski & Boos (2002), American Statistician 56; MacKinnon & White (1985), Journal of Econometrics 29.
 */
export function* parameterErrors(models: MediationModels, o: Asked): Asking<ParameterErrors> {
  const kind = o.cluster === undefined ? o.covariance : 'HC0';
  const prefix = `estimand:med:${fingerprint(models.arms.flatMap((a) => [[a.n], a.means, a.onCovariates.inverse, a.onMediators?.inverse ?? []]))}`;
  const byArm = models.arms.map((arm) => armShares(arm, models, kind, prefix));
  const armwise = (pick: (of: ParameterShares) => Expression): Expression =>
    byArm.slice(0, -1).reduceRight((otherwise, of, i) => choice(is(column(o.assignment), models.arms[i].arm), pick(of), otherwise), pick(byArm.at(-1)!));
  const named = (names: readonly string[], pick: (of: ParameterShares) => Readonly<Record<string, Expression>>) =>
    Object.fromEntries(names.map((name) => [name, armwise((of) => pick(of)[name] ?? number(0))]));
  const columns = (pick: (of: ParameterShares) => Readonly<Record<string, Expression>>) =>
    named([...new Set(byArm.flatMap((of) => Object.keys(pick(of))))], pick);
  const [derived, scales] = [columns((of) => of.derived), columns((of) => of.scales)];
  const steps = [derive(derived), ...(Object.keys(scales).length > 0 ? [derive(scales)] : [])];
  const own = byArm[0].own.map((_, i) => [`own ${i}`, armwise((of) => of.own[i])] as const);
  const sampling = samplingShares(models).map((share, i) => [`sampling ${i}`, share] as const);
  const shares = Object.fromEntries([...own, ...sampling]);
  const inArms = models.arms.map(({ arm }) => is(column(o.assignment), arm)).reduce(or);
  const layout = layoutOf(models);
  const reply = yield* ask(
    o.cluster === undefined
      ? moments({ columns: { ...shares, saturated: armwise((of) => of.saturated) }, by: [o.assignment], where: inArms, over: steps })
      : moments({
          columns: Object.fromEntries(Object.keys(shares).map((name) => [name, column(name)])),
          by: { arm: column('estimand:arm') },
          over: [
            where([inArms, ...[models.outcome, ...models.regressors].flatMap((x) => knownParts(x.expression))].reduce(and)),
            ...steps,
            derive(shares),
            rollup([o.cluster], {
              ...Object.fromEntries(Object.keys(shares).map((name) => [name, { kind: 'sum', of: column(name) } as const])),
              'estimand:arm': { kind: 'only', of: column(o.assignment) },
            }),
          ],
        }),
  );
  const groups = models.arms.map(({ arm }) => reply.groups.find((g) => g.key[0] === arm)!.moments);
  const p = own.length + sampling.length;
  /** Derivatives of a quantity by the columns of one arm's reply. */
  const inArm = (arm: number, { gradient }: Quantity): Float64Array => {
    const weights = new Float64Array(p);
    weights.set(gradient.subarray(arm * layout.width, (arm + 1) * layout.width));
    const means = 1 + layout.mediators;
    if (sampling.length > 0)
      for (let b = 0; b < layout.arms; b++) for (let r = 0; r < means; r++) weights[own.length + b * means + r] = gradient[layout.mean(b, r)];
    return weights;
  };
  const ofArm = (arm: number, a: Quantity, b: Quantity): number => {
    const m = groups[arm];
    const size = m.columns.length;
    const [left, right] = [inArm(arm, a), inArm(arm, b)];
    const factor = o.cluster === undefined ? 1 : m.n / (m.n - 1);
    let total = 0;
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) total += left[i] * right[j] * (m.comoment[i * size + j] + (o.cluster === undefined ? m.n * m.mean[i] * m.mean[j] : 0));
    return factor * total;
  };
  const parts = (a: Quantity, b: Quantity): readonly number[] => groups.map((_, arm) => ofArm(arm, a, b));
  const total = (values: readonly number[]): number => values.reduce((x, y) => x + y, 0);
  return {
    saturated: o.cluster === undefined ? groups.reduce((count, m) => count + Math.round(m.n * m.mean[p]), 0) : 0,
    ...(o.cluster !== undefined && { clusters: Object.fromEntries(models.arms.map(({ arm }, i) => [arm, groups[i].n])) }),
    covariance: (a, b) => total(parts(a, b)),
    df: (of) => {
      if (o.cluster === undefined) return models.df;
      const variances = parts(of, of);
      return total(variances) ** 2 / total(variances.map((v, i) => v ** 2 / (groups[i].n - 1)));
    },
  };
}

const choice = (condition: Expression, one: Expression, other: Expression): Expression =>
  expressionKey(one) === expressionKey(other) ? one : when(condition, one, other);
