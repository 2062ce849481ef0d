import type { Exhibit } from '../../estimate/exhibit.ts';
import { column, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { deltaVariance } from '../../inference/ratio-set.ts';
import { mostLevels } from '../../models/factor-levels.ts';
import { withFactor } from '../../moments/factors.ts';
import { mergeAll } from '../../moments/merge.ts';
import { emptyMoments, type Moments, meanOf } from '../../moments/moments.ts';
import { indicatorName, productName } from '../../moments/terms.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { pairBetween } from './complier-pairs.ts';

/** The mean of a covariate among compliers, and among all units of the two arms that have it. */
export interface ComplierMean {
  readonly covariate: string;
  readonly mean: number;
  /** Absent where clusters were randomized. */
  readonly standardError?: number;
  readonly meanOfAll: number;
}

interface Instrument {
  readonly assignment: string;
  readonly usage: Expression;
  /** Divisor of each arm's (co)variance is n less this. Absent: no standard errors. */
  readonly ddof?: 0 | 1;
  /** The rows of the effect. */
  readonly where: Expression;
}

/** The means between control and one treatment arm. */
type MeansBetween = (arms: readonly [control: string, treatment: string]) => readonly ComplierMean[];

const [used, product] = ['estimand:usage', 'estimand:covariate:used'];
/** A level that no unit has, so that every level that occurs gets an indicator. */
const noLevel = '\u0000';

/**
 * Who the compliers are: means of covariates among them, a share for each level of a factor. One round, a request a covariate.
 *
 * Model   E[x | complier] = (E[x d | treatment] - E[x d | control]) / (E[d | treatment] - E[d | control]): two-stage least squares of x d on d, with
 *         its delta-method standard error. Units of the effect, usage and outcome known, that have the covariate.
 * Shapes  one `Moments` an arm over [usage, x, x usage]; by level for factors. Empty when usage does not differ between the arms.
 * Source  Abadie (2003), Journal of Econometrics 113; Angrist & Pischke (2009), section 4.4.4. Parity: linearmodels IV2SLS.
 */
export function* complierMeans({ assignment, usage, ddof, where }: Instrument, covariates: readonly Covariate[]): Asking<MeansBetween> {
  const rows = { by: [assignment], where };
  const replies = yield* all(
    covariates.map((x) => {
      if (typeof x !== 'string') return ask(moments({ columns: { [used]: usage }, ...rows, by: [assignment, x.factor] }));
      return ask(moments({ columns: { [used]: usage, [x]: column(x), [product]: times(column(x), usage) }, ...rows }));
    }),
  );
  return (arms) =>
    covariates.flatMap((x, i) => {
      const { groups } = replies[i];
      if (typeof x === 'string') {
        const found = arms.map((arm) => groups.find((g) => g.key[0] === arm)?.moments);
        return meansOf(found, [{ covariate: x, value: x, product }], ddof);
      }
      const levels = [...new Set(groups.filter((g) => arms.includes(g.key[0]) && g.moments.n > 0).map((g) => g.key[1]))].sort();
      if (levels.length > mostLevels) return [];
      const shown = levels.map((level) => indicatorName(x.factor, level)).map((value) => ({ covariate: value, value, product: productName(value, used) }));
      return meansOf(
        arms.map((arm) => expanded(x.factor, arm, groups, levels)),
        shown,
        ddof,
      );
    });
}

/** The moments of an arm with an indicator of every level and its product with usage. */
function expanded(factor: string, arm: string, groups: readonly Group[], levels: readonly string[]): Moments {
  const within = levels.map((level) => ({ level, moments: groups.find((g) => g.key[0] === arm && g.key[1] === level)?.moments ?? emptyMoments([used]) }));
  return withFactor(factor, within, { levels: [noLevel, ...levels], reference: noLevel, interactions: [used] });
}

function meansOf(
  arms: readonly (Moments | undefined)[],
  shown: readonly { readonly covariate: string; readonly value: string; readonly product: string }[],
  ddof: 0 | 1 | undefined,
): readonly ComplierMean[] {
  const [control, treatment] = arms;
  if (!control || !treatment || control.n < 2 || treatment.n < 2) return [];
  const whole = mergeAll([control, treatment]);
  return shown.flatMap(({ covariate, value, product }) => {
    const pair = pairBetween(treatment, control, product, used, ddof ?? 1);
    if (pair.denominator === 0) return [];
    const known = { covariate, mean: pair.numerator / pair.denominator, meanOfAll: meanOf(whole, value) };
    return [{ ...known, ...(ddof !== undefined && { standardError: Math.sqrt(deltaVariance(pair)) }) }];
  });
}

export function complierExhibit(estimate: string, treatment: string, means: readonly ComplierMean[]): Exhibit {
  const apart = [...means].sort((a, b) => distance(b) - distance(a))[0];
  const says = `Compliers and all units (${treatment}): ${apart.covariate} is ${apart.mean.toPrecision(3)} among compliers and ${apart.meanOfAll.toPrecision(3)} among all.`;
  return {
    id: `compliers:${estimate}`,
    title: `Who the compliers are (${treatment})`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      covariate: means.map((x) => x.covariate),
      'mean among compliers': means.map((x) => x.mean),
      'standard error': means.map((x) => x.standardError),
      'mean among all': means.map((x) => x.meanOfAll),
    },
  };
}

/** In standard errors; none where the mean is known exactly. */
const distance = ({ mean, meanOfAll, standardError = 1 }: ComplierMean): number => (standardError > 0 ? Math.abs(mean - meanOfAll) / standardError : 0);
