import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { type ArmWeighing, type ColumnBalance, columnBalance, pooledDeviation, unweightedArms } from '../../inference/observed/balance.ts';
import { balancingWeights } from '../../inference/observed/balancing-weights.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkOf } from './answer-of.ts';
import type { Look } from './ask-units.ts';
import { everyLevel } from './every-level.ts';
import type { Fitted } from './fitted.ts';
import { balanceOfMany } from './from-moments/many-balance.ts';
import { fittedMany } from './from-moments/many-fitted.ts';
import { notAsked } from './from-moments/too-many.ts';
import { matched } from './matches.ts';
import { alikeOptInOf, type Chosen, example, type OptInOptions, roundsOn } from './options.ts';

const source = 'Austin & Stuart (2015), Statistics in Medicine 34; Stuart (2010), Statistical Science 25';

/** Standardised differences from which on arms are unlike, and from which on no regression makes up for it. */
const [unlike, tooUnlike] = [0.1, 0.25];

/**
 * Are those who opted in like the others in every covariate and every level, as they are and once they are weighted?
 *
 * Model   standardised differences of means, variance ratios and distances of distributions (Kolmogorov-Smirnov), by weights of the chance of opting in, or as matched. Warns
 *         where one is beyond 0.1 after that; fails, and holds, beyond 0.25.
 * Shapes  as `doublyRobust`.
 * Units   standard deviations of the arms as they are.
 * Source  Austin & Stuart (2015); Stuart (2010).
 */
export const adjustedBalance = question<OptInOptions>(
  {
    id: 'adjusted-balance',
    title: 'Balance of those who opted in and the others, before and after they are made alike',
    source,
    docs: 'docs/checks/adjusted-balance.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => alikeOptInOf(protocol).filter(({ role }) => role === 'primary'),
    example,
  },
  (options): Asking<Answer> => checkOf(options, (fitted, c) => told(rowsOf(fitted, c), c), ofMany),
);

const told = (rows: readonly Row[], c: Chosen): Partial<Answer> => ({ findings: [balanceFinding(rows, c)], exhibits: [lovePlot(rows, c)] });

function* ofMany(c: Chosen, look: Look): Asking<Partial<Answer>> {
  // Nobody is matched of so many, and the effect is refused.
  if (c.optIn.estimator === 'matching') return { findings: [notAsked('Balance as matched', c, look)] };
  const fitted = yield* fittedMany(c, look);
  const rows = 'check' in fitted ? undefined : yield* balanceOfMany(fitted, c, look);
  return rows ? told(inOrder(rows, c), c) : {};
}

interface Row {
  readonly name: string;
  readonly before: ColumnBalance;
  readonly after: ColumnBalance;
}

/** In the order of the study. */
const inOrder = <T extends { readonly covariate: string }>(rows: readonly T[], c: Chosen): readonly T[] => {
  const placeOf = (name: string): number => c.covariates.findIndex((x) => columnOfCovariate(x) === name);
  return rows.toSorted((a, b) => placeOf(a.covariate) - placeOf(b.covariate));
};

function rowsOf(fitted: Fitted, c: Chosen): readonly Row[] {
  const { asked, units, terms } = fitted;
  const raw = unweightedArms(units.treated);
  const weighted = weighing(fitted, c);
  return everyLevel(asked, terms, c.covariates).map(({ name, values }) => {
    const scale = pooledDeviation(values, units.treated);
    return { name, before: columnBalance(values, raw, scale), after: columnBalance(values, weighted, scale) };
  });
}

/** How units count once arms are made alike: as often as they are matched, else by the chance of opting in. */
function weighing(fitted: Fitted, c: Chosen): ArmWeighing {
  const { treated } = fitted.units;
  const found = c.optIn.estimator === 'matching' && c.cluster === undefined ? matched(fitted, c) : undefined;
  if (found?.kind === 'estimate') {
    const of = (arm: 0 | 1): Float64Array => found.weights.map((weight, i) => (treated[i] === arm ? weight : 0));
    return [of(0), of(1)];
  }
  const { arms } = balancingWeights(c.optIn.estimand, treated, fitted.propensity);
  return [arms[0].weights, arms[1].weights];
}

const seriesOf = ({ optIn: { estimator } }: Chosen): string => (estimator === 'matching' ? 'matched' : 'weighted');
const afterwards = (c: Chosen): string => (c.optIn.estimator === 'matching' ? 'matched' : 'weighted by their chance');

const signed = (difference: number): string => `${difference >= 0 ? '+' : ''}${difference.toFixed(3)}`;

function balanceFinding(rows: readonly Row[], c: Chosen): Finding {
  const worst = rows.reduce((a, b) => (Math.abs(b.after.difference) > Math.abs(a.after.difference) ? b : a));
  const largest = rows.reduce((a, b) => (Math.abs(b.before.difference) > Math.abs(a.before.difference) ? b : a));
  const size = Math.abs(worst.after.difference);
  const shared = {
    check: 'adjusted-balance',
    about: { column: c.outcome },
    statistic: worst.after.difference,
    threshold: size > tooUnlike ? tooUnlike : unlike,
    says: `Those who opted in differ most in ${largest.name} (${signed(largest.before.difference)} standard deviations); ${afterwards(c)}, most in ${worst.name} (${signed(worst.after.difference)}).`,
  } as const;
  const mend =
    c.optIn.estimator === 'matching'
      ? 'Write a smaller caliper, name the column under exactOn, or match on covariates.'
      : `Let the chance of opting in depend on more than straight lines: \`propensity: {terms: interactions}\` or \`propensity: {terms: splines}\`.`;
  if (size > tooUnlike) return { ...shared, verdict: 'fail', identification: true, mend };
  return size > unlike ? { ...shared, verdict: 'warn', mend } : { ...shared, verdict: 'pass' };
}

/** Of units that are known by their moments alone there are none. */
function distances(rows: readonly Row[]): Readonly<Record<string, readonly number[]>> {
  const found = [...rows.map(({ before }) => before.distance), ...rows.map(({ after }) => after.distance)].filter((distance) => distance !== undefined);
  return found.length === 0 ? {} : { 'distance of distributions': found };
}

function lovePlot(rows: readonly Row[], c: Chosen): Exhibit {
  const count = (at: 'before' | 'after'): number => rows.filter((row) => Math.abs(row[at].difference) <= unlike).length;
  const says = `${count('before')} of ${rows.length} standardised differences lie within ${unlike} as units chose, ${count('after')} of ${rows.length} ${seriesOf(c)}; the scale is the standard deviation of the arms as they are.`;
  return {
    id: `adjusted-balance:${c.outcome}`,
    title: 'Those who opted in against the others, before and after they are made alike',
    kind: 'points',
    says,
    alt: `Standardised mean differences of the covariates. ${says}`,
    columns: {
      label: [...rows, ...rows].map(({ name }) => name),
      value: [...rows.map(({ before }) => before.difference), ...rows.map(({ after }) => after.difference)],
      series: [...rows.map(() => 'as they chose'), ...rows.map(() => seriesOf(c))],
      'variance ratio': [...rows.map(({ before }) => before.varianceRatio), ...rows.map(({ after }) => after.varianceRatio)],
      ...distances(rows),
    },
    marks: [
      { at: -unlike, label: `-${unlike}` },
      { at: 0, label: '0' },
      { at: unlike, label: String(unlike) },
    ],
  };
}
