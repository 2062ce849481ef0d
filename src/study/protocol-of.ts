import { EstimandError } from '../errors/estimand-error.ts';
import { isCurrency, usualCurrency } from '../estimate/currency.ts';
import type { Unit } from '../estimate/estimate.ts';
import { column, divide } from '../expressions/build.ts';
import { type Assignment, type Covariate, columnOfCovariate, type Outcome, type Protocol } from '../protocol/protocol.ts';
import { type Scale, scaled } from '../protocol/scale.ts';
import type { Column } from '../relation/schema.ts';
import { measuredOf } from './measured/measured-of.ts';
import { netValueOf } from './net-value.ts';
import { declaredScale } from './outcome-scale.ts';
import { randomizedDesign } from './randomized-study.ts';
import type { StudySource } from './read-study.ts';
import { routingDesign } from './routing/routing-design.ts';
import { routingOf } from './routing/routing-of.ts';
import type { StudyFile } from './schema/study-file.ts';
import { triggerOf } from './trigger-of.ts';

/** The study's own total: what one unit is worth, all outcomes together. */
export const netValue = 'net value';

/** More blocks than this are too many for a regression to tell apart. */
const mostBlocks = 50;

/** What a first look at the data has found. */
export interface Seen {
  /** How many blocks there are. */
  readonly blocks: number;
  /** The actions in a routing log. */
  readonly actions: readonly string[];
}

/**
 * The study on these columns, with everything filled in that methods need to know.
 */
export function protocolOf(source: StudySource, schema: readonly Column[], seen: Seen = { blocks: 0, actions: [] }): Protocol {
  const { study } = source;
  expectComputable(source);
  const { analysis } = study;
  const design = randomizedDesign(study);
  const routing = routingDesign(study);
  const text = (name: string): boolean => schema.find((c) => c.name === name)?.type === 'text';
  const measured = (name: string): boolean => ['number', 'boolean'].includes(schema.find((c) => c.name === name)?.type ?? '');
  return {
    design: study.design.kind,
    unit: study.unit,
    rows: study.rows,
    assignment: assignmentOf(study),
    ...(routing && { routing: routingOf(source, routing, seen.actions) }),
    ...(study.population && { population: study.population }),
    cluster: design.randomizedBy === study.unit ? undefined : design.randomizedBy,
    blocks: design.blocks,
    trigger: triggerOf(source, schema),
    segments: study.segments,
    usage: design.usage,
    covariates: withBlocks(
      study.covariates.map((name): Covariate => (text(name) ? { factor: name } : name)),
      study,
      seen.blocks,
    ),
    mediators: study.mediators.filter((name) => measured(name)),
    outcomes: withNetValue(
      Object.keys(study.outcomes).map((name) => outcomeOf(study, name)),
      source,
    ),
    analysis: {
      level: analysis.level,
      guardrailLevel: analysis.guardrailLevel,
      adjust: analysis.adjust,
      seed: analysis.seed,
      comparisons: analysis.comparisons,
      family: analysis.family ?? Object.keys(study.outcomes).filter((name) => study.outcomes[name].role === 'primary'),
    },
  };
}

function assignmentOf(study: StudyFile): Assignment | undefined {
  const { assignment, control, shares } = randomizedDesign(study);
  return assignment === undefined || control === undefined
    ? undefined
    : { column: assignment, control, treatments: treatmentsOf(study), ...(shares && { shares }) };
}

/** Blocks join the covariates of a regression, which then compares within them; elsewhere the blocked effect does. */
function withBlocks(covariates: readonly Covariate[], study: StudyFile, count: number): readonly Covariate[] {
  const { analysis } = study;
  const { blocks } = randomizedDesign(study);
  const regression = (['lin', 'ancova', 'logistic'] as const).some((kind) => kind === analysis.adjust) && covariates.length > 0;
  if (blocks === undefined || !regression || count > mostBlocks) return covariates;
  return [...covariates.filter((x) => columnOfCovariate(x) !== blocks), { factor: blocks }];
}

/** Arms other than control: whole numbers ascending, then the rest as the study names them. Of a routing log, the policies. */
export function treatmentsOf({ design, treatments }: StudyFile): readonly string[] {
  if (design.kind === 'routing') return Object.keys(design.policies);
  return [...new Set([...Object.keys(treatments), ...Object.keys(design.shares ?? {})])].filter((arm) => arm !== design.control);
}

export function outcomeOf(study: StudyFile, name: string): Outcome {
  const o = study.outcomes[name];
  const scale = declaredScale(o);
  return {
    name,
    ...measureOf(name, o, scale),
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
  };
}

function measureOf(name: string, o: StudyFile['outcomes'][string], scale: Scale | undefined): Pick<Outcome, 'measure' | 'ratio' | 'quantile'> {
  if (o.ratio) return ratioOf(o.ratio);
  if (o.quantile) return { measure: column(o.quantile[0]), quantile: o.quantile[1] };
  // Until the audit is looked at: what it is about.
  if (o.measured) return { measure: column(o.measured.human) };
  return { measure: scaled(column(name), scale ?? {}) };
}

function ratioOf([over, under]: readonly [string, string]): Pick<Outcome, 'measure' | 'ratio'> {
  const [numerator, denominator] = [column(over), column(under)];
  return { measure: divide(numerator, denominator), ratio: { numerator, denominator } };
}

function withNetValue(outcomes: readonly Outcome[], source: StudySource): readonly Outcome[] {
  const measure = netValueOf(outcomes, randomizedDesign(source.study).assignment);
  if (!measure) return outcomes;
  if (netValue in source.study.outcomes) throw new EstimandError('name-taken', { name: netValue }, source.placeOf(['outcomes', netValue]));
  return [...outcomes, { name: netValue, measure, role: 'secondary', better: 'higher', unit: { kind: 'money', currency: currencyOf(source.study) } }];
}

/** The currency that an outcome is declared in. */
function currencyOf({ outcomes }: StudyFile): string {
  return Object.values(outcomes).find((o) => o.unit !== undefined && isCurrency(o.unit))?.unit ?? usualCurrency;
}

function unitOf(unit: string | undefined): Unit {
  if (unit === undefined) return { kind: 'plain' };
  return isCurrency(unit) ? { kind: 'money', currency: unit } : { kind: 'named', name: unit };
}

function toleranceOf(tolerance: number | string): { value: number; relative: boolean } {
  return typeof tolerance === 'number' ? { value: tolerance, relative: false } : { value: Number(tolerance.replace('%', '')) / 100, relative: true };
}

/** Errors  not-yet for what the schema knows but no method here computes: never a number that ignores it. */
function expectComputable(source: StudySource): void {
  const { study } = source;
  const refuse = (path: readonly string[], what: string, instead: string): never => {
    throw new EstimandError('not-yet', { what, instead }, source.placeOf(path));
  };
  const design = randomizedDesign(study);
  if (study.population && study.rows === 'many-per-unit')
    refuse(['population'], 'A comparison of served requests with all, of units with many rows', 'Analyse one row a request, or take population out.');
  for (const [name, o] of Object.entries(study.outcomes)) {
    if (o.ratio && design.blocks !== undefined)
      refuse(
        ['outcomes', name, 'ratio'],
        'A ratio of two outcomes within blocks',
        `Take ${name} out; or take blocks out, when every block has the same shares.`,
      );
    if (o.quantile && design.blocks !== undefined)
      refuse(
        ['outcomes', name, 'quantile'],
        'A quantile of an outcome within blocks',
        `Take ${name} out; or take blocks out, when every block has the same shares.`,
      );
    if (o.measured && design.assignment === undefined)
      refuse(
        ['outcomes', name, 'measured'],
        'A judge and its audits in a design that assigns no arms',
        `Make ${name} a column of human labels in data.sql, empty where nobody looked; a raw judge score is no outcome to decide by.`,
      );
  }
}
