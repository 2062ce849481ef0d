import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, isKnown, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { inClusters, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { mergeAll } from '../../moments/merge.ts';
import { covarianceOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type MomentsReply, moments } from '../../relation/requests.ts';

/** Moments of outcome and covariate of all units whose outcome is known. */
export interface WithCovariate {
  readonly reply: MomentsReply;
  /** The covariate; where it is unknown, the value at which its slope predicts the mean outcome of such units. */
  readonly read: Expression;
  /** Units that got that value. */
  readonly imputed: number;
}

/**
 * Asks once more only where a unit with an outcome has no covariate.
 *
 * Model   mean imputation with an indicator of missingness m, as one column: Y on [x, m] predicts the mean outcome where m is 1 and the line of the others where it
 *         is 0, and so does Y on x alone when the unknown x are mean x + (mean Y of such units - mean Y of the others) / slope.
 */
export function* imputedCovariate(c: Contrast, x: string): Asking<WithCovariate> {
  const by = { by: [c.assignment], ...inClusters(c) };
  const askWith = (read: Expression): Asking<MomentsReply> => withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure, [x]: read }, ...by })));
  const [complete, outcomes] = yield* all([askWith(column(x)), ask(moments({ columns: { [c.outcome]: c.measure }, ...by }))]);
  const unitsIn = ({ groups }: MomentsReply): number => groups.reduce((sum, g) => sum + g.moments.n, 0);
  const imputed = unitsIn(outcomes) - unitsIn(complete);
  if (imputed === 0 || unitsIn(complete) === 0) return { reply: complete, read: column(x), imputed: 0 };
  const read = when(isKnown(column(x)), column(x), predicting(merged(outcomes), merged(complete), c.outcome, x));
  return { reply: yield* askWith(read), read, imputed };
}

const merged = ({ groups }: MomentsReply): Moments => mergeAll(groups.filter((g) => g.moments.n > 0).map((g) => g.moments));

function predicting(all: Moments, known: Moments, outcome: string, x: string): number {
  const slope = covarianceOf(known, outcome, x) / varianceOf(known, x);
  // How far the mean of the others moves the mean of all tells the mean of the rest.
  const apart = ((meanOf(all, outcome) - meanOf(known, outcome)) * all.n) / (all.n - known.n);
  const moved = apart / slope;
  return meanOf(known, x) + (Number.isFinite(moved) ? moved : 0);
}

export const imputedFindings = (x: string, outcome: string, imputed: number): readonly Finding[] =>
  imputed === 0
    ? []
    : [
        {
          check: 'imputed-covariate',
          about: { column: x },
          verdict: 'warn',
          statistic: imputed,
          says: `${x} is missing on ${sayCount(imputed)} units that have ${outcome}; they were kept, with the value at which its slope predicts their mean outcome, which is what the mean and an indicator of missingness do.`,
          mend: 'Nothing if it is measured before assignment; look at why it is missing.',
        },
      ];
