import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import { measureOf, nameWithUnit } from '../../estimate/unit.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Analysed, analysedOf } from './analysed.ts';
import { askRows } from './ask-rows.ts';
import { thresholdAssumptions } from './assumptions.ts';
import { thresholdEstimate } from './estimate.ts';
import type { InferenceKind } from './found.ts';
import { effectOf, inferenceOf } from './inference.ts';
import { type AtThreshold, atThresholdOf, example, roundsOn, type ThresholdOptions, thresholdOptionsOf } from './options.ts';
import { notFoundRefusal, outcomeRefusal } from './refusals.ts';

const source =
  'Hahn, Todd & van der Klaauw (2001), Econometrica 69; Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Armstrong & Kolesar (2020), Quantitative Economics 11; Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3';

const says: { readonly [K in InferenceKind]: string } = {
  robust: 'by local polynomials, their bias taken out',
  'bias-aware': 'by local lines, whatever their bias may be under a bound on curvature',
  local: 'as if rows of a window had been drawn by lot',
};

/**
 * Effect of a feature that a score turns on, at the cutoff of the score.
 *
 * Model   robust: local polynomials on each side, their bias taken out, with the error that counts it. bias-aware: lines within a bandwidth, with the largest bias that a bound on curvature
 *         allows in the interval; of a logged decision the set of effects c for which outcome less c times the decision may be without a jump. local: difference of means in a window, by
 *         randomization. With several cutoffs their average by how many rows are near each.
 * Shapes  a row a unit: the score, the cutoff, the decision, covariates and the outcomes of the study, once for all.
 * Units   outcome units; a share for binary outcomes. Bandwidths in units of the score.
 * Errors  findings that refuse: rows-near, first-stage, few-rows, constant-outcome.
 * Source  Hahn, Todd & van der Klaauw (2001); Calonico, Cattaneo & Titiunik (2014); Armstrong & Kolesar (2020). Parity: rdrobust, RDHonest, rdlocrand.
 */
export const thresholdEffect = question<ThresholdOptions>(
  {
    id: 'threshold-effect',
    title: 'Effect at the cutoff of a score',
    source,
    docs: 'docs/methods/threshold-effect.md',
    label: 'at the cutoff',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => thresholdOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = atThresholdOf(options);
    const analysed = analysedOf(yield* askRows(c), c);
    const refused = outcomeRefusal(analysed, c);
    if (refused) return { estimates: [], findings: [refused], exhibits: [] };
    const found = effectOf(analysed, c);
    if ('refused' in found) return { estimates: [], findings: [notFoundRefusal(found, c)], exhibits: [] };
    const way = { id: 'threshold-effect', source, says: says[inferenceOf(analysed, c)] };
    const estimate = thresholdEstimate(found, analysed, c, way);
    return {
      estimates: [estimate],
      findings: c.role === 'primary' ? [thresholdAssumptions(estimate, c)] : [],
      exhibits: analysed.cutoffs.length > 1 ? [byCutoff(estimate, analysed, c)] : [],
    };
  },
);

/** The effect at each cutoff by itself, and their average, which is the estimate. */
function byCutoff({ value, interval, estimand }: Estimate, analysed: Analysed, c: AtThreshold): Exhibit {
  const { factor } = measureOf(estimand.unit);
  const way = { id: 'threshold-effect', source, says: '' };
  const each = analysed.cutoffs.flatMap((one) => {
    const own = { ...analysed, cutoffs: [one], rows: one.data.score.length };
    const found = effectOf(own, c);
    if ('refused' in found) return [];
    const { value: effect, interval: limits, sizes } = thresholdEstimate(found, own, c, way);
    return [{ label: sayNumber(one.cutoff), value: effect, pieces: limits.pieces, note: `${sayCount(sizes.units)} rows near it` }];
  });
  // A set without an end is no line of a figure.
  const rows = [...each, { label: 'average', value, pieces: interval.pieces, note: 'by rows near each' }].flatMap(({ pieces: [piece], ...row }) =>
    piece?.low === undefined || piece.high === undefined ? [] : [{ ...row, low: piece.low, high: piece.high }],
  );
  const untold = analysed.cutoffs.length + 1 - rows.length;
  const told = untold === 0 ? '' : ` ${untold} of them cannot be told by themselves.`;
  const says = `Effects on ${c.outcome} at each cutoff by itself, and their average by how many rows are near each.${told}`;
  return {
    id: `by-cutoff:${c.outcome}`,
    title: `Effect at each cutoff of ${c.threshold.running} (${nameWithUnit(c.outcome, estimand.unit)})`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: rows.map(({ label }) => label),
      value: rows.map((row) => factor * row.value),
      low: rows.map(({ low }) => factor * low),
      high: rows.map(({ high }) => factor * high),
      note: rows.map(({ note }) => note),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}
