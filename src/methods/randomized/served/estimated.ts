import { expectServed, isServedKey, wasServed } from '../../../diagnostics/feedback/served.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import { and, column, isKnown, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import type { BinaryTerm } from '../../../models/logistic/binary-terms.ts';
import { type BinaryRefusal, type BinaryRegression, logisticRegression } from '../../../models/logistic/logistic-regression.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type ColumnsReply, columns, moments } from '../../../relation/requests.ts';
import { expectLabels } from './logged.ts';
import type { ServedAsked } from './options.ts';
import { stackedErrors } from './stacked.ts';
import { everybody, type NoWeights, type WeightedArm, type WeightedArms } from './weighted-arms.ts';

const OUTCOME = 'estimand:outcome';
const LABELLED = 'estimand:labelled';
const PERIOD = 'estimand:period';
const ARM = 'estimand:arm';
const mostPeriods = 100;

/** Weighted means by chances that are estimated: one round of rows, since the errors of the serving model reach those of the means. */
export function* estimatedArms(asked: ServedAsked): Asking<WeightedArms | NoWeights> {
  const { measure, served, assignment, contexts, period } = asked;
  const labelled = and(wasServed(served), isKnown(measure));
  const by = assignment === undefined ? [] : [assignment];
  const where = isKnown(column(served));
  const factors = contexts.flatMap((x) => (typeof x === 'string' ? [] : [x.factor]));
  const keys: Record<string, Expression> = {
    ...(assignment !== undefined && { [ARM]: column(assignment) }),
    ...(period !== undefined && { [PERIOD]: column(period) }),
    ...Object.fromEntries(factors.map((x) => [x, column(x)])),
  };
  const numeric = contexts.filter((x) => typeof x === 'string');
  const [counts, known, rows] = yield* all([
    ask(moments({ columns: {}, by: [served, ...by] })),
    ask(moments({ columns: { [OUTCOME]: measure }, by, where: wasServed(served) })),
    ask(
      columns({
        columns: { ...Object.fromEntries(numeric.map((x) => [x, column(x)])), [OUTCOME]: when(labelled, measure, 0), [LABELLED]: when(labelled, 1, 0) },
        keys,
        where,
      }),
    ),
  ]);
  expectServed(counts.groups, served, 0);
  const names = assignment === undefined ? [everybody] : [...new Set(counts.groups.map(({ key }) => key[1]))].sort();
  for (const arm of names) {
    expectLabels(
      known.groups.find(({ key }) => (key[0] ?? everybody) === arm),
      asked,
      arm,
    );
  }
  const fit = chancesOf(rows, [...numeric.map(numericTerm(rows)), ...factors.map(factorTerm(rows)), ...ownFactors(rows, names.length)], asked);
  if ('kind' in fit) return fit;
  const arms = armRows(rows, names);
  const errors = stackedErrors({ outcome: rows.columns[OUTCOME], labelled: rows.columns[LABELLED], arms, ...fit });
  const few = errors.labelled.findIndex((count) => count < 2);
  if (few >= 0) throw new EstimandError('served-nobody', { column: served, assignment, arm: assignment === undefined ? undefined : names[few] });
  const binary = yield* binaryOutcome(known, OUTCOME, measure);
  return {
    arms: errors.means.map((mean, i): WeightedArm => {
      const own = counts.groups.filter(({ key }) => (key[1] ?? everybody) === names[i]);
      const m = known.groups.find(({ key }) => (key[0] ?? everybody) === names[i])!.moments;
      return {
        arm: names[i],
        requests: own.reduce((sum, g) => sum + g.moments.n, 0),
        served: own.filter(({ key }) => isServedKey(key[0])).reduce((sum, g) => sum + g.moments.n, 0),
        labelled: errors.labelled[i],
        mean,
        effectiveSampleSize: errors.effective[i],
        largestWeight: errors.largest[i],
        weight: errors.weights[i],
        unseen: errors.unseen[i],
        labelledMean: m.mean[0],
        labelledVariance: m.comoment[0] / (m.n * (m.n - 1)),
      };
    }),
    covariance: errors.covariance,
    binary,
    left: counts.keyless + rows.dropped,
  };
}

const numericTerm =
  (rows: ColumnsReply) =>
  (name: string): BinaryTerm => ({ kind: 'numeric', name, values: rows.columns[name] });

const factorTerm =
  (rows: ColumnsReply) =>
  (name: string): BinaryTerm => ({ kind: 'factor', name, ...rows.keys[name] });

/** Period and arm, where they differ. */
function ownFactors(rows: ColumnsReply, arms: number): readonly BinaryTerm[] {
  const period = rows.keys[PERIOD];
  return [
    ...(period && period.levels.length > 1 ? [{ kind: 'factor', name: 'period', ...period } as const] : []),
    ...(arms > 1 ? [{ kind: 'factor', name: 'arm', ...rows.keys[ARM] } as const] : []),
  ];
}

interface Chances {
  readonly chances: Float64Array;
  /** Absent where everybody is labelled: nothing was estimated. */
  readonly model?: Pick<BinaryRegression, 'rows' | 'covariance'>;
}

function chancesOf(rows: ColumnsReply, terms: readonly BinaryTerm[], { period, contexts, served }: ServedAsked): Chances | NoWeights {
  const labelled = rows.columns[LABELLED];
  const levels = rows.keys[PERIOD]?.levels.length ?? 0;
  if (levels > mostPeriods)
    return {
      kind: 'no-weights',
      says: `no chance to be served is logged, and ${period} has ${levels} values, more than the ${mostPeriods} levels that a serving model can have`,
      mend: 'Log the chance and name its column, or use longer periods.',
    };
  if (labelled.every((one) => one === 1)) return { chances: labelled };
  if (contexts.length === 0)
    return {
      kind: 'no-weights',
      says: 'no chance to be served is logged, and no context is named that it could be estimated from',
      mend: 'Log the chance and name its column, or name covariates that are known of every request.',
    };
  const fit = logisticRegression({ outcome: labelled, terms });
  if ('kind' in fit)
    return {
      kind: 'no-weights',
      says: `${served} cannot be modelled by its contexts: ${why(fit)}`,
      mend: 'Log the chance to be served, or name other covariates; where nobody was served no weight helps.',
    };
  return { chances: predicted(fit), model: fit };
}

function why(fit: BinaryRefusal): string {
  switch (fit.kind) {
    case 'perfect-predictor':
      return `where ${fit.column} is ${fit.value}, served and unserved requests do not mix`;
    case 'separated':
      return `${fit.columns.join(', ')} tell served from unserved requests`;
    case 'collinear':
      return `${fit.columns.join(', ')} repeat one another, or do not vary`;
    case 'too-few-rows':
      return `there are ${fit.rows} requests for ${fit.parameters} terms`;
    case 'not-finite':
    case 'not-binary':
      return `${fit.column} holds ${fit.value}`;
    default:
      return 'the fit does not settle';
  }
}

function predicted({ rows, coefficients }: BinaryRegression): Float64Array {
  return Float64Array.from(rows.outcome, (_, i) => {
    const x = rows.columns.reduce((sum, values, j) => sum + coefficients[j + 1] * values[i], coefficients[0]);
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  });
}

/** For each row the index of its arm among the names. */
function armRows(rows: ColumnsReply, names: readonly string[]): Int32Array {
  const arm = rows.keys[ARM];
  if (!arm) return new Int32Array(rows.n);
  const at = arm.levels.map((level) => names.indexOf(level));
  return arm.codes.map((code) => at[code]);
}
