import type { Answer } from '../../estimate/answer.ts';
import type { Estimate, Sizes } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { and, column, indicator, is, isKnown } from '../../expressions/build.ts';
import { complierProfile } from '../../inference/observed/complier-profile.ts';
import { leastSquaresEffect } from '../../inference/observed/least-squares-effect.ts';
import type { ObservedUnits } from '../../inference/observed/observed-units.ts';
import { propensityOf } from '../../inference/observed/propensity.ts';
import { studentTTail } from '../../math/distributions/student-t.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { within } from '../../relation/within.ts';
import { complierExhibit } from '../arms/complier-means.ts';
import type { TwoStageDetails } from '../arms/two-stage/details.ts';
import { twoStageLeastSquares } from '../arms/two-stage/two-stage-least-squares.ts';
import { type Analysed, analysedOf, armCounts } from './analysed.ts';
import { type AskedUnits, askUnits, lookAtUnits } from './ask-units.ts';
import { everyLevel } from './every-level.ts';
import { mostLookedAt, notAsked } from './from-moments/too-many.ts';
import { type Chosen, chosenOf, everyOptInOf, example, instrumentName, type OptInOptions } from './options.ts';

const source = 'Theil (1953); Angrist & Imbens (1995), JASA 90; Abadie (2003), Journal of Econometrics 113; Anderson & Rubin (1949)';

/**
 * Effect of a feature that units chose by themselves, by something that moved the choice and nothing else: an encouragement, a price, a default.
 *
 * Model   two-stage least squares given the covariates, with the Anderson-Rubin set as its interval. Beside it least squares with the test of Durbin, Wu and Hausman, and who the
 *         compliers are: means of covariates weighted by Abadie's kappa, of an encouragement of 0 or 1.
 * Shapes  as `twoStageLeastSquares` and `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  those of `twoStageLeastSquares`.
 * Source  Theil (1953); Abadie (2003). Parity: linearmodels IV2SLS.
 */
export const instrumented = question<OptInOptions>(
  {
    id: 'instrumented',
    title: 'Effect of an opt-in by what moved the choice',
    source,
    docs: 'docs/methods/instrumented.md',
    label: 'by instrument',
    interval: 'set',
    rounds: { usual: 3, most: 3 },
    plan: (protocol) => everyOptInOf(protocol).filter(({ optIn }) => optIn.instrument !== undefined),
    example: { ...example, optIn: { ...example.optIn, instrument: 'd' } },
  },
  function* (options): Asking<Answer> {
    const c = chosenOf(options);
    const { role } = c;
    // Each end of the set at the second level is a one-sided bound at the study's.
    const [found, oneSided, look] = yield* all([regression(c, c.level), regression(c, 2 * c.boundsLevel - 1), lookAtUnits(c)]);
    const [plain] = found.estimates.map((one) => withBounds(one as Estimate<TwoStageDetails>, oneSided.estimates[0], c));
    if (!plain) return found;
    if (Math.max(look.units, c.optIn.units ?? 0) > mostLookedAt(c)) {
      const estimate = asOptIn(plain, plain.sizes, c);
      return { ...found, estimates: [estimate], findings: [...aboutIt(found.findings, estimate), notAsked('Who the compliers are', c, look)] };
    }
    const moved = movedUnits(yield* askUnits(c, look), c);
    const estimate = asOptIn(plain, sizesOf(plain, moved, c), c);
    return {
      estimates: [estimate],
      findings: [...aboutIt(found.findings, estimate), ...(role === 'primary' ? movedCovariates(moved, c) : [])],
      exhibits: [...comparison(estimate, moved, c), ...compliers(estimate, moved, c)],
    };
  },
);

/** Two-stage least squares among units whose covariates are all known, as the other methods have them. */
function regression(c: Chosen, level: number): Asking<Answer> {
  const { outcome, measure, unit, role, assignment, treatment, optIn, covariates, cluster, boundsLevel } = c;
  return within(
    twoStageLeastSquares({
      outcome,
      measure,
      ...(unit && { unit }),
      role,
      treatment: assignment,
      treatmentMeasure: indicator(is(column(assignment), treatment)),
      instruments: [optIn.instrument!],
      covariates,
      ...(cluster !== undefined && { cluster }),
      level,
      boundsLevel,
    }),
    [column(assignment), ...covariates.map((x) => column(columnOfCovariate(x)))].map(isKnown).reduce(and),
  );
}

/** A guardrail is judged by one end of the set, where it has ends. */
function withBounds(estimate: Estimate<TwoStageDetails>, oneSided: Estimate, { boundsLevel }: Chosen): Estimate<TwoStageDetails> {
  const [piece, ...others] = oneSided.interval.pieces;
  if (piece?.low === undefined || piece.high === undefined || others.length > 0) return estimate;
  return { ...estimate, bounds: { level: boundsLevel, low: piece.low, high: piece.high } };
}

/** Named and contrasted as the other effects of the opt-in are. */
function asOptIn(estimate: Estimate<TwoStageDetails>, sizes: Sizes, { assignment, treatment, control, outcome, optIn }: Chosen): Estimate<TwoStageDetails> {
  const { estimand } = estimate;
  return {
    ...estimate,
    id: `${instrumented.id}:${outcome}`,
    estimand: {
      ...estimand,
      contrast: { treatment, control },
      population: `units whose ${assignment} is decided by ${optIn.instrument}`,
      says: `Average effect of ${assignment} ${treatment} rather than ${control} on ${outcome}, among units whose ${assignment} is decided by ${optIn.instrument}.`,
    },
    sizes,
    method: { ...estimate.method, id: instrumented.id, source },
  };
}

/** By arm, where units are looked at one by one. */
function sizesOf({ sizes }: Estimate, { units, dropped }: MovedUnits, { control, treatment }: Chosen): Sizes {
  const counts = armCounts(units.treated);
  return { ...sizes, perArm: { [control]: counts[0], [treatment]: counts[1] }, dropped: { [control]: dropped[0], [treatment]: dropped[1] } };
}

/** What the regression found, of the estimate by its name here. */
const aboutIt = (findings: readonly Finding[], { id }: Estimate): readonly Finding[] =>
  findings.map((finding) => (finding.about.estimate === undefined ? finding : { ...finding, about: { ...finding.about, estimate: id } }));

interface MovedUnits extends Analysed {
  readonly asked: AskedUnits;
  readonly instrument: Float64Array;
}

/** Units of which the instrument is known too. */
function movedUnits(asked: AskedUnits, c: Chosen): MovedUnits {
  const term = { covariate: instrumentName, name: instrumentName, values: asked.outcomes[instrumentName] };
  const { units, terms, ...analysed } = analysedOf({ ...asked, terms: [...asked.terms, term] }, c.outcome);
  return {
    ...analysed,
    asked,
    units: { ...units, names: units.names.slice(0, -1), columns: units.columns.slice(0, -1) },
    terms: terms.slice(0, -1),
    instrument: terms.at(-1)!.values,
  };
}

/** The effect by the instrument beside that of least squares, which takes the choice as it was. */
function comparison({ value, standardError, estimand, details }: Estimate<TwoStageDetails>, { units, outcome }: MovedUnits, c: Chosen): readonly Exhibit[] {
  const plain = leastSquaresEffect(outcome, units);
  if ('kind' in plain) return [];
  const test = details?.endogeneity?.robust ?? details?.endogeneity?.wuHausman;
  const apart =
    test === undefined
      ? ''
      : ` They differ ${test.pValue < doubt ? 'by more than chance' : 'no more than by chance'} (Durbin-Wu-Hausman, ${sayP(test.pValue)}).`;
  const says = `Least squares says ${sayEffect(plain.value, estimand.unit)}, the instrument ${sayEffect(value, estimand.unit)}.${apart}`;
  return [
    {
      id: `instrument-comparison:${c.outcome}`,
      title: `By least squares and by ${c.optIn.instrument} (${c.outcome})`,
      kind: 'table',
      says,
      alt: says,
      columns: {
        estimator: [c.covariates.length > 0 ? 'least squares, given covariates' : 'least squares', `by instrument (${c.optIn.instrument})`],
        effect: [plain.value, value],
        'standard error': [plain.standardError, standardError],
      },
    },
  ];
}

/** The p-value below which two effects differ. */
const doubt = 0.05;

/** More than chance, of all covariates together. */
const hardlyChance = 0.001;

/**
 * Does the encouragement move what was there before it? By lot it cannot: it then went to some kinds of units, or a covariate was measured after they chose.
 *
 * Model   each covariate, and each level, by encouragement; HC2, and by clusters; Holm over all.
 */
function movedCovariates({ asked, terms, units, instrument }: MovedUnits, c: Chosen): readonly Finding[] {
  if (terms.length === 0 || !isEncouragement(instrument)) return [];
  const encouraged: ObservedUnits = { ...units, treated: Uint8Array.from(instrument), names: [], columns: [] };
  const found = everyLevel(asked, terms, c.covariates).flatMap(({ name, values }) => {
    const effect = leastSquaresEffect(values, encouraged);
    if ('kind' in effect || !(effect.standardError > 0)) return [];
    const df = (units.clusters?.count ?? units.treated.length) - 2;
    return df < 1 ? [] : [{ name, ...effect, pValue: 2 * studentTTail(Math.abs(effect.value / effect.standardError), df) }];
  });
  const [worst] = found.toSorted((a, b) => a.pValue - b.pValue);
  if (!worst) return [];
  // The least of them, by Holm's first step.
  const pValue = Math.min(1, worst.pValue * found.length);
  const shared = {
    check: 'instrument-balance',
    about: { column: c.optIn.instrument! },
    statistic: worst.value / worst.standardError,
    pValue,
    threshold: hardlyChance,
  };
  if (pValue >= hardlyChance)
    return [
      {
        ...shared,
        verdict: 'pass',
        says: `Covariates are alike with ${c.optIn.instrument} and without (${worst.name} differs most; ${sayP(pValue)}, counting all).`,
      },
    ];
  return [
    {
      ...shared,
      verdict: 'warn',
      says: `${worst.name} differs with ${c.optIn.instrument} by ${worst.value.toPrecision(3)}, which is no chance (${sayP(pValue)}, counting all covariates).`,
      mend: `If ${c.optIn.instrument} was drawn by lot, ${worst.name} was measured after it: take it out of covariates. If not, it must be as good as random given all covariates: name what it went by.`,
    },
  ];
}

const isEncouragement = (instrument: Float64Array): boolean => instrument.every((z) => z === 0 || z === 1);

/** Of an encouragement of 0 and 1 alone. */
function compliers(estimate: Estimate<TwoStageDetails>, { asked, terms, units, instrument }: MovedUnits, c: Chosen): readonly Exhibit[] {
  if (terms.length === 0 || !isEncouragement(instrument)) return [];
  // Where it keeps units from opting in, its absence is the encouragement.
  const away = estimate.details!.firstStage.effects[0].value < 0;
  const encouraged = Uint8Array.from(instrument, (z) => (away ? 1 - z : z));
  const propensity = propensityOf({ ...units, treated: encouraged }, 'logistic');
  if ('kind' in propensity) return [];
  const columns = everyLevel(asked, terms, c.covariates);
  const profile = complierProfile(
    units.treated,
    encouraged,
    columns.map(({ values }) => values),
    propensity,
    units.clusters,
  );
  if (!profile) return [];
  const means = columns.map(({ name, values }, j) => ({
    covariate: name,
    ...profile.means[j],
    meanOfAll: values.reduce((sum, x) => sum + x, 0) / values.length,
  }));
  return [complierExhibit(estimate.id, c.assignment, means)];
}
