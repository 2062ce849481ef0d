import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { fewEffective } from '../../estimate/thresholds.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { amongSome, balancingWeights } from '../../inference/observed/balancing-weights.ts';
import type { Target } from '../../inference/observed/observed-units.ts';
import { weightSpread } from '../../inference/observed/overlap.ts';
import { waldInference } from '../../inference/wald.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkOf } from './answer-of.ts';
import { doublyRobustEffect } from './doubly-robust-effect.ts';
import { everyLevel } from './every-level.ts';
import type { Fitted } from './fitted.ts';
import { notAsked } from './from-moments/too-many.ts';
import { type Chosen, example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

export interface UnderEachOptions extends OptInOptions {
  /** Covariates by whose levels means are shown too. */
  readonly segments?: readonly string[];
}

const source = 'Robins, Rotnitzky & Zhao (1994), JASA 89; Imbens & Wooldridge (2009), Journal of Economic Literature 47';

/**
 * What would units of one version have had under the other? Means of the outcome under each, of all units, of those of either version, and of each segment.
 *
 * Model   doubly robust means by the fits of the whole, averaged over those a row is about: never a prediction for a single unit. A mean that rests on fewer than 30 effective
 *         units of an arm is not shown, and a finding says so: nobody there could have had the other version.
 * Shapes  as `doublyRobust`. Segments are covariates of levels, or of 0 and 1: others are no part of what units are compared by.
 * Units   outcome units; a share for binary outcomes.
 * Errors  nothing is said of an outcome that the methods refuse.
 * Source  Robins, Rotnitzky & Zhao (1994). Parity: T-learners by a logistic regression of each arm, averaged.
 */
export const underEach = question<UnderEachOptions>(
  {
    id: 'under-each',
    title: 'What units would have had under each version of an opt-in',
    source,
    docs: 'docs/methods/under-each.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol).map((options) => ({ ...options, segments: protocol.segments })),
    example,
  },
  ({ segments = [], ...options }): Asking<Answer> =>
    checkOf(
      options,
      (fitted, c) => {
        const rows = groupsOf(fitted, c, segments).map((group) => rowOf(group, fitted, c));
        const told = rows.filter(isTold);
        return { findings: thinFinding(rows, c), exhibits: told.length > 0 ? [table(told, fitted, c)] : [] };
      },
      // biome-ignore lint/correctness/useYield: it asks for nothing.
      function* (c, look) {
        return { findings: [notAsked('What units would have had under each version', c, look)] };
      },
    ),
);

/** Those whom a row is about. */
interface Group {
  readonly says: string;
  readonly target: Exclude<Target, 'ato'>;
  readonly among?: Uint8Array;
}

function groupsOf(fitted: Fitted, { assignment, control, treatment, covariates }: Chosen, segments: readonly string[]): readonly Group[] {
  const whole: readonly Group[] = [
    { says: 'all', target: 'ate' },
    { says: `with ${assignment} ${control}`, target: 'atc' },
    { says: `with ${assignment} ${treatment}`, target: 'att' },
  ];
  const shown = covariates.filter((x) => segments.includes(columnOfCovariate(x)));
  const levels = everyLevel(fitted.asked, fitted.terms, shown).filter(({ covariate }) => segments.includes(covariate));
  return [
    ...whole,
    ...levels.flatMap(({ covariate, name, values }): readonly Group[] => {
      if (!values.every((x) => x === 0 || x === 1)) return [];
      const one: Group = { says: name === covariate ? `${name}=1` : name, target: 'ate', among: Uint8Array.from(values) };
      return name === covariate ? [{ says: `${name}=0`, target: 'ate', among: Uint8Array.from(values, (x) => 1 - x) }, one] : [one];
    }),
  ];
}

interface Limits {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Row {
  readonly group: Group;
  readonly units: number;
  /** Control, treatment, and their difference; absent where too few stand for those it is about. */
  readonly means?: readonly [Limits, Limits, Limits];
}

interface ToldRow extends Row {
  readonly means: NonNullable<Row['means']>;
}

const isTold = (row: Row): row is ToldRow => row.means !== undefined;

function rowOf(group: Group, fitted: Fitted, c: Chosen): Row {
  const { units, propensity } = fitted;
  const of = { ...c, optIn: { ...c.optIn, estimand: group.target } };
  const { target, arms } = amongSome(balancingWeights(group.target, units.treated, propensity), group.among);
  const row = { group, units: target.reduce((sum, x) => sum + x, 0) };
  if (arms.some(({ weights }) => weightSpread(weights).effective < fewEffective)) return row;
  const found = doublyRobustEffect(fitted, of, group.among);
  if ('check' in found) return row;
  const { means, errors } = found;
  const limits = (value: number, variance: number): Limits => {
    const [{ low = value, high = value }] = waldInference(value, Math.sqrt(variance), { kind: 't', df: errors.df }, c).interval.pieces;
    return { value, low, high };
  };
  const [control, treatment] = means.map(({ value }) => value);
  return {
    ...row,
    means: [limits(control, errors.controlVariance), limits(treatment, errors.treatmentVariance), limits(treatment - control, errors.variance)],
  };
}

function thinFinding(rows: readonly Row[], { outcome, control, treatment }: Chosen): readonly Finding[] {
  const thin = rows.filter(({ means }) => !means).map(({ group }) => group.says);
  if (thin.length === 0) return [];
  return [
    {
      check: 'under-each-overlap',
      about: { column: outcome },
      verdict: 'warn',
      statistic: thin.length,
      says: `What ${outcome} would have been under ${control} and ${treatment} is not told of those ${thin.join(', ')}: fewer than ${fewEffective} effective units of one of both stand for them.`,
      mend: 'Read it of larger groups, or wait for more units that chose the other version there.',
    },
  ];
}

function table(rows: readonly ToldRow[], { binary }: Fitted, c: Chosen): Exhibit {
  const { outcome, control, treatment } = c;
  const unit = c.unit ?? ({ kind: binary ? 'share' : 'plain' } as const);
  const others = rows.find(({ group }) => group.target === 'atc');
  const told = others ? ` Those ${others.group.says} would have had ${sayEffect(others.means[2].value, unit)} under ${treatment}.` : '';
  const says = `${outcome} as it would be under each version, on average over the units of a row: never of a single one.${told}`;
  const of = (which: 0 | 1 | 2, part: keyof Limits): readonly number[] => rows.map(({ means }) => means[which][part]);
  return {
    id: `under-each:${outcome}`,
    title: `What units would have had under each version (${outcome})`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      units: rows.map(({ group }) => group.says),
      count: rows.map(({ units }) => Math.round(units)),
      [`under ${control}`]: of(0, 'value'),
      [`under ${control}, low`]: of(0, 'low'),
      [`under ${control}, high`]: of(0, 'high'),
      [`under ${treatment}`]: of(1, 'value'),
      [`under ${treatment}, low`]: of(1, 'low'),
      [`under ${treatment}, high`]: of(1, 'high'),
      difference: of(2, 'value'),
      'difference, low': of(2, 'low'),
      'difference, high': of(2, 'high'),
    },
  };
}
