import { EstimandError } from '../errors/estimand-error.ts';
import { usualCurrency } from '../estimate/currency.ts';
import { and, column, divide, seconds } from '../expressions/build.ts';
import { exceptOf } from '../protocol/except-of.ts';
import type { OutcomeKeys, StudyFile } from '../protocol/keys/study-file.ts';
import { secondsOf } from '../protocol/keys/times.ts';
import { isMature } from '../protocol/maturity-of.ts';
import { humanOf, measuredOf } from '../protocol/measured-of.ts';
import { netValue, worthOfUnit } from '../protocol/net-value.ts';
import { perUnit } from '../protocol/per-unit.ts';
import { type Assignment, type Covariate, columnOfCovariate, type Outcome, type Protocol } from '../protocol/protocol.ts';
import { type Scale, scaled } from '../protocol/scale.ts';
import { unitOf } from '../protocol/unit-of.ts';
import { timeOfUnits, unitTime } from '../protocol/unit-time.ts';
import { integerIn } from '../relation/integer-in.ts';
import type { Column } from '../relation/schema.ts';
import type { StudySource } from './read/parse-study.ts';

/**
 * The study on these columns, with everything filled in that methods need to know. `seen` is what the look before the plan has found, absent before it.
 *
 * Errors  those of the design's part; name-taken.
 */
export function protocolOf(source: StudySource, schema: readonly Column[], seen?: unknown): Protocol {
  const { study, design, placeOf } = source;
  const { analysis } = study;
  const {
    own,
    assignment,
    alongside,
    cluster,
    errorsBy,
    labelsWithin,
    blocks,
    blocksAs,
    blocksWithin,
    blocksAbsorbed,
    rerandomized,
    trigger,
    usage,
    complete,
    changes,
    factors = [],
  } = design.part(study, placeOf, schema, seen);
  const type = (name: string): string | undefined => schema.find((c) => c.name === name)?.type;
  const joining = factors.map(columnOfCovariate);
  const covariates = study.covariates.map((name): Covariate => (type(name) === 'text' ? { factor: name } : name));
  return {
    own,
    drawn: design.drawn(study),
    grain: design.grain(study),
    unit: study.unit,
    rows: study.rows,
    assignment,
    ...unitTimeOf(source, assignment),
    ...(study.population && { population: study.population }),
    cluster,
    ...(errorsBy !== undefined && { errorsBy }),
    ...(labelsWithin && { labelsWithin }),
    blocks,
    ...(blocksAs && { blocksAs }),
    ...(blocksWithin !== undefined && { blocksWithin }),
    ...(blocksAbsorbed && { blocksAbsorbed }),
    ...(rerandomized && { rerandomized }),
    trigger,
    segments: study.segments,
    ...(alongside && { alongside }),
    ...(study.decide.except && { except: exceptOf(study.decide.except) }),
    usage,
    covariates: [...covariates.filter((x) => !joining.includes(columnOfCovariate(x))), ...factors],
    ...(complete && { complete }),
    mediators: study.mediators.filter((name) => type(name) === 'number' || type(name) === 'boolean'),
    outcomes: withNetValue(
      Object.keys(study.outcomes).map((name) => outcomeOf(study, name, schema)),
      assignment?.column,
      source,
    ),
    ...(changes && { changes }),
    ...heterogeneityOf(study, assignment ?? (changes && { treatments: [changes.arms.treatment] }), type),
    analysis: {
      level: analysis.level,
      guardrailLevel: analysis.guardrailLevel,
      adjust: analysis.adjust,
      seed: analysis.seed,
      ...(analysis.plannedUnits !== undefined && { plannedUnits: analysis.plannedUnits }),
      comparisons: analysis.comparisons,
      ...(analysis.randomization !== undefined && { randomization: analysis.randomization }),
      family: analysis.family ?? Object.keys(study.outcomes).filter((name) => study.outcomes[name].role === 'primary'),
    },
  };
}

/** Units of arms that chance drew, as they come in. */
function unitTimeOf(source: StudySource, assignment: Assignment | undefined): Pick<Protocol, 'time'> {
  const name = timeOfUnits(source);
  if (name === undefined || !assignment) return {};
  return { time: { column: name, seconds: source.study.rows === 'many-per-unit' ? column(unitTime) : seconds(column(name)) } };
}

/** What effects may differ by is what was known before, unless the study names some of it. */
function heterogeneityOf(
  { heterogeneity, covariates, segments, outcomes }: StudyFile,
  assignment: Pick<Assignment, 'treatments'> | undefined,
  type: (name: string) => string | undefined,
): Pick<Protocol, 'heterogeneity'> {
  if (!heterogeneity) return {};
  const { by = [...new Set([...covariates, ...segments])], of, policy, ...how } = heterogeneity;
  const primary = Object.keys(outcomes).find((name) => outcomes[name].role === 'primary') ?? '';
  return {
    heterogeneity: {
      ...how,
      by: by.map((name) => (type(name) === 'number' ? name : { factor: name })),
      outcome: of ?? primary,
      ...(policy && {
        policy: { ...policy, cost: Object.fromEntries((assignment?.treatments ?? []).map((arm) => [arm, costOf(policy.cost, arm)])) },
      }),
    },
  };
}

const costOf = (cost: number | Readonly<Record<string, number>>, arm: string): number => (typeof cost === 'number' ? cost : (cost[arm] ?? 0));

export function outcomeOf(study: StudyFile, name: string, schema: readonly Column[]): Outcome {
  const o = study.outcomes[name];
  const scale = declaredScale(o);
  return {
    name,
    ...(o.label !== undefined && { label: o.label }),
    ...measureOf(name, o, scale),
    ...perUnitOf(study, name, schema),
    ...(scale && { scale }),
    ...(o.measured && { measured: measuredOf(o.measured) }),
    role: o.role,
    better: o.better,
    unit: unitOf(o.unit),
    ...(o.worthwhile !== undefined && { worthwhile: o.worthwhile }),
    ...(o.tolerance !== undefined && { tolerance: toleranceOf(o.tolerance) }),
    ...(o.equivalence !== undefined && { equivalence: o.equivalence }),
    ...(o.superiority !== undefined && { superiority: o.superiority }),
    ...(o.value !== undefined && { value: o.value }),
    ...(o.bounds && { bounds: o.bounds }),
    ...(o.maturity !== undefined && { mature: { met: isMature(name), after: secondsOf(o.maturity), called: `less than ${o.maturity} old` } }),
  };
}

/** What a unit gets of its rows, in a study of units with many. */
function perUnitOf({ rows, unit, outcomes }: StudyFile, name: string, schema: readonly Column[]): Pick<Outcome, 'perUnit'> {
  const { ratio, quantile, per = 'total' } = outcomes[name];
  if (rows === 'one-per-unit' || unit === undefined || ratio) return {};
  const of = quantile?.[0] ?? name;
  return { perUnit: { per, says: perUnit[per].says(of, unit), whole: per === 'any' || integerIn(schema, column(of)) } };
}

/** What a study says of an outcome's scale; limits at quantiles are not known yet. */
function declaredScale({ transform, winsorize }: OutcomeKeys): Scale | undefined {
  const limits = winsorize && !('quantiles' in winsorize) ? { low: winsorize[0], high: winsorize[1] } : undefined;
  if (!transform && !winsorize) return undefined;
  return { ...(transform && { transform }), ...(limits && { limits }) };
}

function measureOf(name: string, o: OutcomeKeys, scale: Scale | undefined): Pick<Outcome, 'measure' | 'ratio' | 'quantile'> {
  if (o.ratio) return ratioOf(o.ratio);
  if (o.quantile) return { measure: column(o.quantile[0]), quantile: o.quantile[1] };
  // Until the audit is looked at: what it is about.
  if (o.measured) return { measure: column(humanOf(o.measured)) };
  return { measure: scaled(column(name), scale ?? {}) };
}

function ratioOf([over, under]: readonly [string, string]): Pick<Outcome, 'measure' | 'ratio'> {
  const [numerator, denominator] = [column(over), column(under)];
  return { measure: divide(numerator, denominator), ratio: { numerator, denominator } };
}

function withNetValue(outcomes: readonly Outcome[], assignment: string | undefined, { study, placeOf }: StudySource): readonly Outcome[] {
  const measure = worthOfUnit(outcomes, assignment);
  if (!measure) return outcomes;
  if (netValue in study.outcomes) throw new EstimandError('name-taken', { name: netValue }, placeOf(['outcomes', netValue]));
  const unit = { kind: 'money', currency: currencyOf(outcomes) } as const;
  return [...outcomes, { name: netValue, measure, role: 'secondary', better: 'higher', unit, ...matureInAll(outcomes) }];
}

/** A unit is worth something known once it is old enough for all that is valued. */
function matureInAll(outcomes: readonly Outcome[]): Pick<Outcome, 'mature'> {
  const parts = outcomes.flatMap(({ value, mature }) => (value === undefined || !mature ? [] : mature));
  if (parts.length === 0) return {};
  const called = [...new Set(parts.map((part) => part.called))].join(' or ');
  return { mature: { met: parts.map(({ met }) => met).reduce(and), after: Math.max(...parts.map(({ after }) => after)), called } };
}

/** The currency that an outcome is declared in. */
function currencyOf(outcomes: readonly Outcome[]): string {
  return outcomes.flatMap(({ unit }) => (unit.kind === 'money' ? unit.currency : []))[0] ?? usualCurrency;
}

function toleranceOf(tolerance: number | string): { value: number; relative: boolean } {
  return typeof tolerance === 'number' ? { value: tolerance, relative: false } : { value: Number(tolerance.replace('%', '')) / 100, relative: true };
}
