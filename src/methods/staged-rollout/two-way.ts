import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayShare } from '../../estimate/say.ts';
import { twoWay } from '../../inference/staged/imputation.ts';
import { never, type Strata } from '../../inference/staged/strata.ts';
import { type Comparison, type ComparisonKind, goodmanBacon } from '../../models/staged/goodman-bacon.ts';
import { periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askStrata } from './ask-effects.ts';
import { estimateOf } from './estimates.ts';
import { example, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';

/**
 * The usual regression on unit and period effects, and what it is made of: shown beside the average effect, never in place of it.
 *
 * Model   outcome = unit effect + period effect + b treated. b adds up comparisons of two cohorts each; those of a later cohort with an earlier one, treated already, take its
 *         growing effect for a trend, so that effects may count below zero.
 * Shapes  one round, the same as the average effect; of a panel the units that were seen in every period.
 * Source  Goodman-Bacon (2021), Journal of Econometrics 225; de Chaisemartin & D'Haultfoeuille (2020), American Economic Review 110. Parity: pyfixest, diff-diff.
 */
export const twoWayEffect = question<StagedOptions>(
  {
    id: 'two-way',
    title: 'Two-way regression, for contrast',
    source: "Goodman-Bacon (2021), Journal of Econometrics 225; de Chaisemartin & D'Haultfoeuille (2020), American Economic Review 110",
    docs: 'docs/methods/two-way.md',
    label: 'two-way regression',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const { strata, errors, gaps, binary, constant } = yield* askStrata(c);
    const found = twoWay(strata);
    if (!found || constant !== undefined) return { estimates: [], findings: [], exhibits: [] };
    const treated = found.weights.map(({ cohort, period }) => ({
      cohort,
      period,
      base: 0,
      controls: [],
      since: strata.times[period] - strata.times[strata.starts[cohort]],
      effect: found.effect,
    }));
    const estimate = estimateOf({ of: strata, cells: treated, missing: [], errors, gaps, binary, seen: () => found.effect }, c, {
      id: `two-way:${c.outcome}`,
      method: 'two-way',
      effect: found.effect,
      cells: treated,
      population: 'no units: a regression that weighs effects, some below zero',
      says: `Coefficient of treatment on ${c.outcome} in a regression on unit and period effects; an average effect only where effects neither grow nor differ.`,
    });
    const parts = comparisons(strata);
    return {
      estimates: [{ ...estimate, role: 'contrast-only' }],
      findings: [weighing(found.weights, parts, c)],
      exhibits: parts.length === 0 ? [] : [partsExhibit(parts, strata, c)],
    };
  },
);

/** The comparisons that the regression adds up, of a panel. */
function comparisons(s: Strata): readonly Comparison[] {
  if (s.kind !== 'panel') return [];
  const found = goodmanBacon({
    cohorts: s.starts.map((start) => (start === never ? undefined : start)),
    sizes: s.strata.map(({ n }) => n),
    periods: s.times.length,
    means: s.strata.map(({ means }) => means),
  });
  return 'comparisons' in found ? found.comparisons : [];
}

/** What the regression does with effects that differ. Where the study reads it as its answer, that holds. */
function weighing(
  weights: readonly { readonly cohort: number; readonly weight: number }[],
  parts: readonly Comparison[],
  { outcome, rollout }: Staged,
): Finding {
  const below = weights.filter(({ weight }) => weight < -1e-12);
  const forbidden = parts.filter(({ kind }) => kind === 'later-earlier').reduce((sum, { weight }) => sum + weight, 0);
  const asked = rollout.estimator === 'two-way';
  // Of other rows in each period the comparisons are not told apart: later cohorts are held against earlier ones wherever there are several.
  const several = new Set(weights.map(({ cohort }) => cohort)).size > 1;
  const sound = below.length === 0 && (parts.length === 0 ? !several : forbidden < 1e-12);
  const compared =
    parts.length === 0
      ? several
        ? ['it compares with rows of cohorts that are treated already']
        : []
      : [`${sayShare(forbidden)} of its weight lies on comparisons with units that are treated already`];
  const negative = below.length === 0 ? [] : [`${below.length} of ${weights.length} treated cohorts and periods count below zero`];
  return {
    check: 'forbidden-comparisons',
    about: { column: outcome },
    verdict: asked && !sound ? 'fail' : below.length > 0 ? 'warn' : 'pass',
    ...(asked && !sound && { identification: true }),
    statistic: parts.length === 0 ? below.length / Math.max(weights.length, 1) : forbidden,
    ...(asked && !sound && { threshold: 0 }),
    says: sound
      ? parts.length === 0
        ? `No treated cohort and period counts below zero in the two-way regression of ${outcome}.`
        : `The two-way regression of ${outcome} compares with untreated units alone.`
      : `The two-way regression of ${outcome} does not average effects by their units: ${[...compared, ...negative].join(', and ')}.`,
    ...(asked && !sound
      ? { mend: 'Take `estimator: two-way` out: the effects by cohort and period are averaged by their units.' }
      : below.length > 0 && { mend: 'Read the average of effects, and hold no number of such a regression against it: it can have the other sign.' }),
  };
}

const kinds: Readonly<Record<ComparisonKind, string>> = {
  'treated-never': 'treated with never reached',
  'earlier-later': 'earlier with later, before it starts',
  'later-earlier': 'later with earlier, treated already',
  'treated-always': 'treated with treated all along',
};

function partsExhibit(parts: readonly Comparison[], s: Strata, { outcome, rollout }: Staged): Exhibit {
  const named = (cohort: number): string => (s.starts[cohort] === never ? 'not reached' : periodText(s.times[s.starts[cohort]], rollout.period));
  const rows = [...parts].sort((a, b) => b.weight - a.weight);
  const says = `The two-way regression of ${outcome} adds up ${parts.length} comparisons of two cohorts; the largest has ${sayShare(rows[0].weight)} of the weight and says ${sayNumber(rows[0].estimate)}.`;
  return {
    id: `two-way:${outcome}`,
    title: `What the two-way regression of ${outcome} is made of`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      comparison: rows.map(({ kind }) => kinds[kind]),
      cohort: rows.map(({ treated }) => named(treated)),
      'compared with': rows.map(({ control }) => named(control)),
      weight: rows.map(({ weight }) => weight),
      says: rows.map(({ estimate }) => estimate),
    },
  };
}
