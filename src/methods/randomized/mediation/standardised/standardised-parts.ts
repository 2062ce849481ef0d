import type { Finding } from '../../../../estimate/finding.ts';
import { column } from '../../../../expressions/build.ts';
import { inArms } from '../../../../inference/arms/clustered/known-clusters.ts';
import { waldInference } from '../../../../inference/wald.ts';
import { satterthwaite } from '../../../../inference/welch.ts';
import { quadraticForm } from '../../../../math/matrix.ts';
import { type Asking, ask } from '../../../../relation/asking.ts';
import { type ColumnsReply, columns } from '../../../../relation/requests.ts';
import { mostValues } from '../../../arms/logistic/arm-regression.ts';
import { byDraws } from '../even-draws.ts';
import type { MediatedArms } from '../mediated-arms.ts';
import type { Part, PartsTold } from '../mediation-estimates.ts';
import type { Mediated } from '../options.ts';
import { type ArmFit, armFit, type MediatedRows } from './arm-fits.ts';
import { cellDraws } from './cell-draws.ts';
import type { ModelKinds } from './expected-outcome.ts';
import { chosenModels, notStandardised } from './models.ts';
import { cellMeans, type Pair } from './standardise.ts';

/** What each part is of the cells: outcomes as in an arm with mediators as in an arm, (control, control), (control, treated), (treated, control), (treated, treated). */
const weights: Readonly<Record<Part, readonly number[]>> = {
  total: [-1, 0, 0, 1],
  direct: [-1, 0, 1, 0],
  indirect: [0, 0, -1, 1],
  'direct-at-treatment': [0, -1, 0, 1],
  'indirect-at-control': [-1, 1, 0, 0],
  'direct-average': [-0.5, -0.5, 0.5, 0.5],
  'indirect-average': [-0.5, 0.5, -0.5, 0.5],
};

interface Standardised {
  /** By treated arm; absent where linear regressions tell the parts. */
  readonly parts?: readonly (() => PartsTold)[];
  readonly findings: readonly Finding[];
}

/**
 * Natural effects where outcome or mediator hold 0 and 1 only: averages over all units of what regressions within arms predict.
 *
 * Model   in each arm the mediator on covariates and the outcome on mediator and covariates, logistic (`penalisedLogit`) or linear; mean over units of the sum over m of
 *         P(m | arm b, x) E(y | arm a, m, x), over 0 and 1 or normal errors; effects are differences of these means, which add up. Stacked sandwich, by t with
 *         Satterthwaite's degrees of freedom over arms; intervals from drawn parameters (`cellDraws`).
 * Shapes  one more round of rows.
 * Source  VanderWeele (2015), Explanation in Causal Inference, 2.2-2.6; Imai, Keele & Tingley (2010), Psychological Methods 15; Firth (1993), Biometrika 80.
 */
export function* standardisedParts(o: Mediated, m: MediatedArms, asked: 'linear' | 'logistic' | undefined): Asking<Standardised> {
  const { kinds, findings } = chosenModels(o, m, asked);
  if (!kinds) return { findings };
  const { arms, n } = m.models;
  const covariates = arms[0].onCovariates.columns;
  if (n * (3 + covariates.length) > mostValues) return { findings: [notStandardised(o, `${n} units are more than rows are read of`)] };
  const { assignment, cluster } = o.c;
  const reply = yield* ask(
    columns({
      columns: Object.fromEntries([m.models.outcome, ...m.models.mediators, ...covariates].map(({ name, expression }) => [name, expression])),
      keys: { [armKey]: column(assignment), ...(cluster !== undefined && { [clusterKey]: column(cluster) }) },
      where: inArms(assignment, m.groups),
    }),
  );
  const data = rowsIn(reply, m);
  const fits = arms.map(({ onMediators }, arm) => armFit(data, arm, kinds, onMediators !== undefined));
  if (fits.some((fit) => !fit)) return { findings: [notStandardised(o, 'the covariates nearly repeat each other within an arm')] };
  return { parts: fits.slice(1).map((_, i) => () => partsTold(o, data, kinds, fits as readonly ArmFit[], i + 1)), findings };
}

const armKey = 'estimand:arm';
const clusterKey = 'estimand:cluster';

/** Covariates about their means in units of their spread, which leaves predictions as they are. */
function rowsIn({ columns: of, keys, n }: ColumnsReply, { models, groups }: MediatedArms): MediatedRows {
  const places = keys[armKey].levels.map((level) => groups.findIndex((g) => g.key[0] === level));
  const scaled = (values: Float64Array): Float64Array => {
    const mean = values.reduce((sum, x) => sum + x, 0) / n;
    const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
    return values.map((x) => (x - mean) / (spread || 1));
  };
  return {
    outcome: of[models.outcome.name],
    mediator: of[models.mediators[0].name],
    covariates: models.arms[0].onCovariates.columns.map(({ name }) => scaled(of[name])),
    arms: keys[armKey].codes.map((code) => places[code]),
    ...(keys[clusterKey] && { clusters: keys[clusterKey].codes }),
  };
}

function partsTold(o: Mediated, data: MediatedRows, kinds: ModelKinds, fits: readonly ArmFit[], at: number): PartsTold {
  const pair: Pair = [fits[0], fits[at]];
  const means = cellMeans(data, kinds, pair, [0, at], fits.length);
  const draws = o.interval === 'drawn' ? cellDraws(data, kinds, pair, [0, at], means) : undefined;
  const freedoms = fits.map(({ rows, outcome }) => {
    const clusters = data.clusters && new Set(rows.map((i) => data.clusters![i])).size;
    return Math.max(1, clusters === undefined ? rows.length - outcome.columns.length : clusters - 1);
  });
  const byArm = (part: Part): readonly number[] => means.byArm.map((matrix) => Math.max(0, quadraticForm(matrix, Float64Array.from(weights[part]))));
  const variance = (part: Part): number => byArm(part).reduce((sum, v) => sum + v, 0);
  const df = (part: Part): number => satterthwaite(byArm(part).map((v, arm) => ({ variance: v, df: freedoms[arm] }))) ?? freedoms[0];
  const dot = (of: readonly number[], values: ArrayLike<number>): number => of.reduce((sum, w, cell) => sum + w * values[cell], 0);
  return {
    of: (part) => {
      const own = weights[part];
      const value = dot(own, means.values);
      const byT = { value, ...waldInference(value, Math.sqrt(variance(part)), { kind: 't', df: df(part) }, o.c) };
      if (!draws) return byT;
      const sampled = Math.sqrt(Math.max(0, quadraticForm(means.sampling, Float64Array.from(own))));
      const drawn = draws.sampling.map(
        (z, draw) =>
          value +
          sampled * z +
          dot(
            own,
            draws.cells.map((of) => of[draw]),
          ),
      );
      return { ...byDraws(byT, drawn.sort(), o.c), details: { byT: byT.interval } };
    },
    variances: {
      indirect: variance('indirect'),
      total: variance('total'),
      // Of two parts whose difference is the third.
      covariance: (variance('indirect') + variance('total') - variance('direct')) / 2,
    },
    df: { indirect: df('indirect'), total: df('total') },
    models: kinds,
  };
}
