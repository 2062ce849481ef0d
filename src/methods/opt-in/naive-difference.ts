import type { Answer } from '../../estimate/answer.ts';
import { estimandOf } from '../../inference/arms/contrast.ts';
import { regressionMeans } from '../../inference/observed/doubly-robust-means.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { effectEstimate, foundEffect } from './estimate.ts';
import { fittedUnits, isRefused } from './fitted.ts';
import { chosenOf, example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source = 'Welch (1947), Biometrika 34';

/**
 * The difference between those who opted in and the others as they are, on the same units as the adjusted effects: shown for contrast, it decides nothing.
 *
 * Model   difference of means, Welch; with a cluster by what clusters add. It holds whatever made units choose.
 * Shapes  as `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`: nothing is shown of an outcome that the adjusted effects refuse.
 */
export const naiveDifference = question<OptInOptions>(
  {
    id: 'naive-difference',
    title: 'Difference between those who opted in and the others, unadjusted',
    source,
    docs: 'docs/methods/naive-difference.md',
    label: 'as they are, unadjusted',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = chosenOf(options);
    const fitted = yield* fittedUnits(c);
    if (isRefused(fitted)) return { estimates: [], findings: [fitted], exhibits: [] };
    const bare = { ...fitted, units: { ...fitted.units, names: [], columns: [] } };
    const means = regressionMeans(fitted.outcome, bare.units, 'ate');
    if ('kind' in means) return { estimates: [], findings: [], exhibits: [] };
    const estimate = effectEstimate(foundEffect(means, bare), bare, c, { id: 'naive-difference', source, says: 'unadjusted' });
    const says = `Difference in ${c.outcome} between units with ${c.assignment} ${c.treatment} and those with ${c.control}, as they are: what made them choose is in it.`;
    const estimand = estimandOf(c, c.treatment, fitted.binary, says, 'units as they chose');
    return { estimates: [{ ...estimate, role: 'contrast-only', estimand }], findings: [], exhibits: [] };
  },
);
