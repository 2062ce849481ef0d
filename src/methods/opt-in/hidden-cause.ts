import type { Answer } from '../../estimate/answer.ts';
import type { Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayAmount, sayEffect } from '../../estimate/unit.ts';
import type { TreatmentRegression } from '../../inference/observed/treatment-regression.ts';
import { type BenchmarkBound, benchmarkBounds, strongestBound } from '../../inference/sensitivity/benchmarks.ts';
import { sensitivityContour } from '../../inference/sensitivity/contours.ts';
import { type EValue, eValue, riskRatioOfDifference } from '../../inference/sensitivity/e-value.ts';
import { robustnessValue } from '../../inference/sensitivity/robustness-value.ts';
import { quantileOf } from '../../inference/wald.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkOf, checkOfMany } from './answer-of.ts';
import { type Among, amongOf } from './estimate.ts';
import { alikeOptInOf, type Chosen, example, type OptInOptions, roundsOn } from './options.ts';
import { strengthsOf, strengthsOfMany } from './strengths.ts';

export const hiddenId = 'hidden-cause';

const source = 'Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82; VanderWeele & Ding (2017), Annals of Internal Medicine 167';

/**
 * How strong would a hidden cause of both choice and outcome have to be, to explain the effect away? And what would one do that is as strong as the strongest covariate?
 *
 * Model   least squares of the outcome on choice and covariates. The robustness value is the share of what is left of both choice and outcome that a hidden cause must
 *         explain to bring the effect, or the end of its interval, to zero; a benchmark is the bias of a cause so many times as strong as a covariate, all levels of a factor
 *         together. `statistic` is the largest bias of one as strong as a covariate (`robustTo` times): what the condition `robust-to` takes from the interval.
 * Shapes  as `doublyRobust`.
 * Units   outcome units; shares.
 * Errors  nothing is said of an outcome that the methods refuse, or whose regression leaves nothing.
 * Source  Cinelli & Hazlett (2020). Parity: sensemakr.
 */
export const hiddenCause = question<OptInOptions>(
  {
    id: hiddenId,
    title: 'What a hidden cause could do to the effect of an opt-in',
    source,
    docs: 'docs/checks/hidden-cause.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => alikeOptInOf(protocol).filter(({ role }) => role === 'primary'),
    example,
  },
  (options): Asking<Answer> =>
    checkOf(
      options,
      (fitted, c) => toldOf(strengthsOf(fitted), amongOf(fitted), c),
      // biome-ignore lint/correctness/useYield: what was asked for the fit is all it takes.
      checkOfMany(function* (fitted, c) {
        return toldOf(strengthsOfMany(fitted, c), fitted.units.among, c);
      }),
    ),
);

function toldOf(regression: TreatmentRegression | undefined, among: Among, c: Chosen): Partial<Answer> {
  if (!regression) return { findings: [unknown(c)] };
  const unit: Unit = c.unit ?? { kind: among.binary ? 'share' : 'plain' };
  const told = { c, regression, bounds: benchmarkBounds(regression.coefficient, regression.benchmarks, { level: c.level }), unit };
  return { findings: [strengthFinding(told)], exhibits: [strengthTable(told, among), figure(told)] };
}

interface Told {
  readonly c: Chosen;
  readonly regression: TreatmentRegression;
  readonly bounds: readonly BenchmarkBound[];
  readonly unit: Unit;
}

const mend = 'Log what made users choose, compare with an outcome that the feature cannot change, or give the feature by lot to some of them.';

const unknown = ({ outcome, covariates }: Chosen): Finding => ({
  check: hiddenId,
  about: { column: outcome },
  verdict: 'warn',
  says: `How strong a hidden cause must be to explain the effect on ${outcome} away is not known: ${covariates.map(columnOfCovariate).join(', ')} leave nothing of it, or of who opted in.`,
  mend,
});

function strengthFinding({ c, regression: { coefficient, benchmarks }, unit }: Told): Finding {
  const [value, ofInterval] = [robustnessValue(coefficient), robustnessValue(coefficient, { alpha: 1 - c.level })];
  const { robustTo: asked = 1 } = c.optIn;
  // Of a cause that a launch need not stand the sentence is about one as strong.
  const times = asked > 0 ? asked : 1;
  const strongest = strongestBound(benchmarkBounds(coefficient, benchmarks, { times: [times], level: c.level }));
  const strength = times === 1 ? 'as strong' : `${times} times as strong`;
  const needed = `A hidden cause of both choice and ${c.outcome} explains the effect away once it tells ${sayShare(value)} of what covariates leave open of each (${sayShare(ofInterval)} for the end of its interval)`;
  const as = !strongest
    ? ''
    : strongest.cause
      ? `; one ${strength} as ${strongest.name}, the strongest of them, moves it by up to ${sayAmount(strongest.cause.bias, unit)}`
      : `; ${strongest.name} tells so much of who opted in that nothing bounds one ${strength}`;
  return {
    check: hiddenId,
    about: { column: c.outcome },
    verdict: 'warn',
    ...(strongest?.cause && { statistic: strongest.cause.bias }),
    says: `${needed}${as}.`,
    mend,
  };
}

/** As risk ratios; of an outcome that is no share by the spread that treatment and covariates leave. */
function eValueOf({ c, regression: { coefficient, deviation } }: Told, { binary, means: [control] }: Among): EValue | undefined {
  const { estimate, standardError, df } = coefficient;
  const reach = quantileOf({ kind: 't', df }, (1 + c.level) / 2) * standardError;
  const limits = { value: estimate, low: estimate - reach, high: estimate + reach };
  if (!binary) return eValue(riskRatioOfDifference(limits, deviation));
  const ratio = (difference: number): number => Math.max(0, 1 + difference / control);
  return control > 0 && ratio(estimate) > 0 ? eValue({ value: ratio(limits.value), low: ratio(limits.low), high: ratio(limits.high) }) : undefined;
}

function strengthTable(told: Told, among: Among): Exhibit {
  const { c, regression, bounds, unit } = told;
  const risk = eValueOf(told, among);
  // Where a covariate tells too much of the choice already, none can be so many times as strong.
  const limited = bounds.flatMap((bound) => (bound.cause ? [{ ...bound, cause: bound.cause }] : []));
  const value = robustnessValue(regression.coefficient);
  const says = `Robustness value ${sayShare(value)}${risk ? `; E-value ${risk.value.toFixed(2)}${risk.limit === undefined ? '' : ` (${risk.limit.toFixed(2)} for the end of the interval)`}` : ''}. Regression effect ${sayEffect(regression.coefficient.estimate, unit)}.`;
  return {
    id: `hidden-cause:${c.outcome}`,
    title: `A hidden cause as strong as a covariate (${c.outcome})`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      'as strong as': limited.map(({ name }) => name),
      times: limited.map(({ times }) => times),
      'tells of who opted in': limited.map(({ cause }) => sayShare(cause.withTreatment)),
      'tells of the outcome': limited.map(({ cause }) => sayShare(cause.withOutcome)),
      effect: limited.map(({ cause }) => cause.adjusted.estimate),
      'effect, low': limited.map(({ cause }) => cause.adjusted.low),
      'effect, high': limited.map(({ cause }) => cause.adjusted.high),
    },
  };
}

const percent = (share: number): number => 100 * share;

/** Points of the line along which the effect is zero. */
const points = 60;

function figure({ c, regression: { coefficient }, bounds }: Told): Exhibit {
  const causes = bounds.flatMap(({ name, times, cause }) =>
    cause ? [{ label: times === 1 ? name : `${times} x ${name}`, x: cause.withTreatment, y: cause.withOutcome }] : [],
  );
  const reach = Math.min(0.99, Math.max(0.2, 1.3 * robustnessValue(coefficient), ...causes.map(({ x, y }) => 1.2 * Math.max(x, y))));
  const across = Array.from({ length: points }, (_, i) => (reach * (i + 1)) / points);
  const lines = [
    { series: 'no effect left', target: 0 },
    { series: 'half of it left', target: coefficient.estimate / 2 },
  ].flatMap(({ series, target }) =>
    sensitivityContour(coefficient, target, across)
      .filter(([, y]) => y <= reach)
      .map(([x, y]) => ({ series, x, y })),
  );
  const says = `Beyond the line of no effect left a hidden cause explains the effect on ${c.outcome} away: it is drawn by how much it tells of who opted in, and of the outcome. Dots are as strong as a covariate, those of the strongest also twice and three times.`;
  return {
    id: `hidden-cause-line:${c.outcome}`,
    title: `How strong a hidden cause must be (${c.outcome})`,
    kind: 'scatter',
    says,
    alt: says,
    columns: {
      label: [...causes.map(({ label }) => label), ...lines.map(() => '')],
      x: [...causes, ...lines].map(({ x }) => percent(x)),
      y: [...causes, ...lines].map(({ y }) => percent(y)),
      series: [...causes.map(() => 'as strong as'), ...lines.map(({ series }) => series)],
    },
    axes: { x: 'told of who opted in, beside the covariates (%)', y: `told of ${c.outcome}, beside the covariates (%)` },
  };
}
