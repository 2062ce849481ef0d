import type { Answer } from '../../estimate/answer.ts';
import type { Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { contentOrder } from '../../inference/observed/content-order.ts';
import { type ObservedUnits, unitsAt, valuesAt, withOwnClusters } from '../../inference/observed/observed-units.ts';
import type { Redrawn } from '../../inference/observed/redrawn-effect.ts';
import { chainBootstrap, type Estimator, placeboTreatments, type Refitted, randomCause, subsetEffects } from '../../inference/observed/refuters.ts';
import { simulatedCause } from '../../inference/sensitivity/simulated-cause.ts';
import { stream } from '../../math/random/stream.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkOf } from './answer-of.ts';
import type { Fitted } from './fitted.ts';
import { fittedMany } from './from-moments/many-fitted.ts';
import { partOfMany } from './from-moments/part-of-many.ts';
import { refutedInPart, unrefuted } from './from-moments/too-many.ts';
import { alikeOptInOf, type Chosen, example, type OptInOptions, roundsOn } from './options.ts';
import { redrawer, refitter } from './refit.ts';
import { strongestCause } from './strengths.ts';

const source = 'Sharma & Kiciman (2020), DoWhy: an end-to-end library for causal inference; Imbens & Rubin (2015), Causal Inference, 21-22';

export interface RefutersOptions extends OptInOptions {
  /** Effects refitted for each of them; default 50, and 200 for the bootstrap. */
  readonly draws?: number;
  readonly bootstrapDraws?: number;
}

/**
 * Does the effect behave as one should where its data are changed in a way whose answer is known? Chances and regressions are fitted anew each time.
 *
 * Model   placebo-treatment: who is treated is dealt out by lot; effects are zero on average. random-cause: a covariate of pure chance is added; the effect stays.
 *         simulated-cause: one is added that tells as much of both as the strongest covariate; the effect keeps its sign.
 *         subset-stability: random parts of 80 % of the units, or fewer; effects differ from the whole by no more than chance. chain-bootstrap: units are drawn anew and all is
 *         fitted again; the effects spread as the standard error says.
 * Shapes  as `doublyRobust`; seeded. Parts of 10,000 units where there are more, with the spread that follows from all of them.
 * Units   outcome units.
 * Source  Sharma & Kiciman (2020).
 */
export const refuters = question<RefutersOptions>(
  {
    id: 'refuters',
    title: 'Effects of an opt-in where data are changed',
    source,
    docs: 'docs/checks/refuters.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => alikeOptInOf(protocol).filter(({ role }) => role === 'primary'),
    example: { ...example, draws: 10, bootstrapDraws: 20 },
  },
  ({ draws = 50, bootstrapDraws = 200, ...options }): Asking<Answer> =>
    checkOf(
      options,
      (fitted, c) => refuted(fitted, c, { draws, bootstrapDraws }),
      function* (c, look) {
        const fitted = yield* fittedMany(c, look);
        if ('check' in fitted) return {};
        const part = yield* partOfMany(fitted, c, look);
        const found = part && refuted(part, c, { draws, bootstrapDraws });
        return found ? { ...found, findings: [...found.findings, refutedInPart(part.outcome.length, c, look)] } : { findings: [unrefuted(c, look)] };
      },
    ),
);

function refuted(fitted: Fitted, c: Chosen, { draws, bootstrapDraws }: Required<Pick<RefutersOptions, 'draws' | 'bootstrapDraws'>>) {
  const estimate = refitter(fitted, c);
  // In an order of their own, so that the same units are drawn alike in whatever order they come.
  const order = contentOrder(fitted.choosing, fitted.outcome, c.seed);
  const [units, outcome] = [withOwnClusters(unitsAt(fitted.choosing, order)), valuesAt(fitted.outcome, order)];
  const whole = estimate(outcome, units);
  const standardError = whole?.errors().standardError ?? 0;
  if (!whole || !(standardError > 0)) return undefined;
  const redraw = redrawer(outcome, units, fitted, c);
  const told = { units, outcome, c, whole, standardError, estimate, redraw, unit: c.unit ?? ({ kind: fitted.binary ? 'share' : 'plain' } as const) };
  const rows = [placebo(told, draws), chance(told), ...simulated(told, fitted), subsets(told, draws), bootstrap(told, bootstrapDraws)];
  return { findings: rows.map(({ finding }) => finding), exhibits: [table(rows, told)] };
}

/** A refit has so many units at the most: what many thousand of them say does not take all of them, three hundred times. */
const mostUnits = 10_000;

interface Told {
  readonly units: ObservedUnits;
  readonly outcome: Float64Array;
  readonly c: Chosen;
  readonly whole: Refitted;
  readonly standardError: number;
  readonly estimate: Estimator;
  /** Among units drawn from these. */
  readonly redraw: Redrawn;
  readonly unit: Unit;
}

interface Row {
  readonly changed: string;
  readonly asked: string;
  readonly found: string;
  readonly finding: Finding;
}

/** Standard errors from which on a mean that should be zero is not. */
const farFromZero = { warn: 3, fail: 4.5 };

function placebo({ units, c, redraw, unit }: Told, draws: number): Row {
  const { effects, mean, distance } = placeboTreatments(units, redraw, { draws, seed: c.seed, most: mostUnits });
  const found = sayEffect(mean, unit);
  const size = Math.abs(distance);
  const says = `With ${c.assignment} dealt out by lot the effect on ${c.outcome} is ${found} on average of ${effects.length}, where none can be.`;
  const shared = { check: 'placebo-treatment', about: { column: c.outcome }, statistic: distance, threshold: farFromZero.fail, says } as const;
  const mend = 'Something other than the choice makes the effect: look for a covariate that is made from the outcome.';
  const finding: Finding =
    size > farFromZero.fail
      ? { ...shared, verdict: 'fail', identification: true, mend }
      : size > farFromZero.warn
        ? { ...shared, verdict: 'warn', mend }
        : { ...shared, verdict: 'pass' };
  return { changed: 'who is treated, dealt out by lot', asked: 'no effect', found, finding };
}

/** Standard errors by which a covariate of pure chance may move an effect. */
const mostByChance = 0.25;

function chance({ units, outcome, c, whole, standardError, estimate, unit }: Told): Row {
  const refitted = randomCause(outcome, units, estimate, c.seed);
  const moved = refitted ? Math.abs(refitted.value - whole.value) / standardError : 0;
  const found = sayEffect(refitted?.value ?? whole.value, unit);
  const says = `With a covariate of pure chance the effect on ${c.outcome} is ${found}, without it ${sayEffect(whole.value, unit)}.`;
  const shared = { check: 'random-cause', about: { column: c.outcome }, statistic: moved, threshold: mostByChance, says } as const;
  const finding: Finding =
    moved > mostByChance
      ? { ...shared, verdict: 'warn', mend: 'The answer hangs on few units: name fewer covariates, or wait for more units.' }
      : { ...shared, verdict: 'pass' };
  return { changed: 'a covariate of pure chance added', asked: 'the same effect', found, finding };
}

/** What the study's estimator makes of a hidden cause as strong as the strongest covariate, were it seen: how far the linear bound is true of it. */
function simulated({ units, outcome, c, whole, estimate, unit }: Told, fitted: Fitted): readonly Row[] {
  const strongest = strongestCause(fitted, c);
  if (!strongest) return [];
  const { name, cause } = strongest;
  const column = simulatedCause(
    {
      covariates: [new Float64Array(outcome.length).fill(1), ...units.columns],
      treatment: Float64Array.from(units.treated),
      outcome,
    },
    cause,
    stream(c.seed),
  );
  const found = estimate(outcome, { ...units, names: [...units.names, 'estimand:hidden'], columns: [...units.columns, column] });
  if (!found) return [];
  const told = sayEffect(found.value, unit);
  const turned = Math.sign(found.value) !== Math.sign(whole.value);
  const says = `Beside a simulated cause that tells as much as ${name} of both choice and ${c.outcome} the effect is ${told}, without it ${sayEffect(whole.value, unit)}.`;
  const shared = { check: 'simulated-cause', about: { column: c.outcome }, statistic: found.value, says } as const;
  const finding: Finding = turned
    ? { ...shared, verdict: 'warn', mend: 'Find out whether such a cause may be there: log what made users choose.' }
    : { ...shared, verdict: 'pass' };
  return [{ changed: `a cause as strong as ${name} simulated`, asked: 'an effect of the same sign', found: told, finding }];
}

const subsetShare = 0.8;
/** Of so many draws the farthest lies beyond this by chance once in thousands of studies. */
const farthestByChance = 4.5;

function subsets({ units, outcome, c, whole, redraw, unit }: Told, draws: number): Row {
  const share = Math.min(subsetShare, mostUnits / outcome.length);
  const { effects, farthest } = subsetEffects(units, redraw, whole, { draws, share, seed: c.seed });
  const [low, high] = [Math.min(...effects), Math.max(...effects)];
  const found = `${sayEffect(low, unit)} to ${sayEffect(high, unit)}`;
  const says = `In ${effects.length} random parts of ${sayShare(share)} of the units the effect on ${c.outcome} lies from ${found}, at most ${farthest.toFixed(1)} standard errors from the whole.`;
  const shared = { check: 'subset-stability', about: { column: c.outcome }, statistic: farthest, threshold: farthestByChance, says } as const;
  const lost = effects.length < draws / 2;
  const mend = lost
    ? 'Parts of the units are too few to be compared: read the effect as one that hangs on few of them.'
    : 'A few units carry the effect: look at who they are, or winsorize the outcome.';
  const finding: Finding = lost || farthest > farthestByChance ? { ...shared, verdict: 'warn', mend } : { ...shared, verdict: 'pass' };
  return { changed: `random parts of ${sayShare(share)} of the units`, asked: 'the same effect but for chance', found, finding };
}

/** How much wider effects of units drawn anew may spread than the standard error says. */
const widest = 1.25;

function bootstrap({ units, c, standardError, redraw, unit }: Told, draws: number): Row {
  const spread = chainBootstrap(units, redraw, { draws, seed: c.seed, most: mostUnits });
  const ratio = (spread ?? Infinity) / standardError;
  const about = { column: c.outcome };
  if (spread === undefined)
    return {
      changed: 'units drawn anew',
      asked: 'a spread as the standard error says',
      found: '–',
      finding: {
        check: 'chain-bootstrap',
        about,
        verdict: 'warn',
        says: `Of ${c.outcome} more than half of ${draws} samples of units drawn anew give no effect.`,
        mend: 'Name fewer covariates: with other users of the same kind nothing could be said.',
      },
    };
  const says = `With units drawn anew ${draws} times, and all fitted again, the effect on ${c.outcome} spreads by ${sayEffect(spread, unit).replace(/^\+/, '')}; its standard error is ${sayEffect(standardError, unit).replace(/^\+/, '')}.`;
  const shared = { check: 'chain-bootstrap', about, statistic: ratio, threshold: widest, says } as const;
  const finding: Finding =
    ratio > widest
      ? { ...shared, verdict: 'warn', mend: 'Read the interval as too narrow: few units carry much weight. Trim, or read it about `ato`.' }
      : { ...shared, verdict: 'pass' };
  return { changed: 'units drawn anew', asked: 'a spread as the standard error says', found: `${ratio.toFixed(2)} times as much`, finding };
}

function table(rows: readonly Row[], { c, whole, unit }: Told): Exhibit {
  const passed = rows.filter(({ finding }) => finding.verdict === 'pass').length;
  const says = `${passed} of ${rows.length} changes of the data leave the effect on ${c.outcome} (${sayEffect(whole.value, unit)}) as they should.`;
  return {
    id: `refuters:${c.outcome}`,
    title: `The effect on ${c.outcome} where data are changed`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      changed: rows.map(({ changed }) => changed),
      'to be expected': rows.map(({ asked }) => asked),
      found: rows.map(({ found }) => found),
      so: rows.map(({ finding }) => (finding.verdict === 'pass' ? 'as expected' : 'not as expected')),
    },
  };
}
