import type { Answer } from '../../estimate/answer.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { analysedOf } from './analysed.ts';
import { askRows } from './ask-rows.ts';
import { thresholdEstimate } from './estimate.ts';
import { atThresholdOf, example, roundsOn, type ThresholdOptions, thresholdOptionsOf } from './options.ts';
import { outcomeRefusal } from './refusals.ts';
import { polynomialEffect } from './robust.ts';

const source = 'Imbens & Kalyanaraman (2012), Review of Economic Studies 79; Calonico, Cattaneo & Titiunik (2014), Econometrica 82';

/**
 * The effect at the cutoff by local polynomials as if they had no bias, which many report: shown for contrast, it decides nothing.
 *
 * Model   local polynomials within the bandwidth of least mean squared error, where bias is as large as noise: the interval leaves it out and is too narrow.
 * Shapes  as `thresholdEffect`.
 * Units   outcome units.
 * Errors  findings that refuse: few-rows, constant-outcome. Where too few rows are near the cutoff nothing is shown: `thresholdEffect` says so.
 * Source  Calonico, Cattaneo & Titiunik (2014). Parity: rdrobust, conventional.
 */
export const conventionalThreshold = question<ThresholdOptions>(
  {
    id: 'conventional-threshold',
    title: 'Effect at the cutoff as if local polynomials had no bias',
    source,
    docs: 'docs/methods/conventional-threshold.md',
    label: 'at the cutoff, bias left in',
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
    const found = polynomialEffect(analysed, c.threshold, 'conventional');
    if ('refused' in found) return { estimates: [], findings: [], exhibits: [] };
    const way = { id: 'conventional-threshold', source, role: 'contrast-only', says: 'by local polynomials, as if they had no bias' } as const;
    return { estimates: [thresholdEstimate(found, analysed, c, way)], findings: [], exhibits: [] };
  },
);
