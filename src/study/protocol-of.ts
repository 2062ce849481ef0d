import { EstimandError } from '../errors/estimand-error.ts';
import type { Unit } from '../estimate/estimate.ts';
import { column, sum, times } from '../expressions/build.ts';
import type { Covariate, Outcome, Protocol } from '../protocol/protocol.ts';
import type { Column } from '../relation/schema.ts';
import type { StudySource } from './read-study.ts';
import type { StudyFile } from './schema/study-file.ts';

/** The study's own total: what one unit is worth, all outcomes together. */
export const netValue = 'net value';

/** The study on these columns, with everything filled in that methods need to know. */
export function protocolOf(source: StudySource, schema: readonly Column[]): Protocol {
  const { study } = source;
  expectComputable(source);
  const { design, analysis } = study;
  const text = (name: string): boolean => schema.find((c) => c.name === name)?.type === 'text';
  return {
    design: design.kind,
    unit: study.unit,
    rows: study.rows,
    assignment: { column: design.assignment, control: design.control, treatments: treatmentsOf(study), ...(design.shares && { shares: design.shares }) },
    cluster: design.randomizedBy === study.unit ? undefined : design.randomizedBy,
    blocks: design.blocks,
    trigger: undefined,
    segments: study.segments,
    usage: design.usage,
    covariates: study.covariates.map((name): Covariate => (text(name) ? { factor: name } : name)),
    outcomes: [...Object.keys(study.outcomes).map((name) => outcomeOf(study, name)), ...netValueOf(source)],
    analysis: { level: analysis.level, guardrailLevel: analysis.guardrailLevel, adjust: analysis.adjust, seed: analysis.seed },
  };
}

/** Arms other than control: whole numbers ascending, then the rest as the study names them. */
export function treatmentsOf({ design, treatments }: StudyFile): readonly string[] {
  return [...new Set([...Object.keys(treatments), ...Object.keys(design.shares ?? {})])].filter((arm) => arm !== design.control);
}

function outcomeOf(study: StudyFile, name: string): Outcome {
  const o = study.outcomes[name];
  return {
    name,
    measure: column(name),
    role: o.role,
    better: o.better,
    unit: unitOf(o.unit),
    ...(o.worthwhile !== undefined && { worthwhile: o.worthwhile }),
    ...(o.tolerance !== undefined && { tolerance: toleranceOf(o.tolerance) }),
    ...(o.value !== undefined && { value: o.value }),
  };
}

function netValueOf(source: StudySource): readonly Outcome[] {
  const valued = Object.entries(source.study.outcomes).flatMap(([name, { value }]) => (value === undefined ? [] : [{ name, value }]));
  if (valued.length === 0) return [];
  if (netValue in source.study.outcomes) throw new EstimandError('name-taken', { name: netValue }, source.placeOf(['outcomes', netValue]));
  const measure = sum(valued.map(({ name, value }) => times(value, column(name))));
  return [{ name: netValue, measure, role: 'secondary', better: 'higher', unit: { kind: 'money', currency: currencyOf(source.study) } }];
}

/** The currency that an outcome is declared in; dollars unless told. */
function currencyOf({ outcomes }: StudyFile): string {
  return Object.values(outcomes).find((o) => o.unit !== undefined && isCurrency(o.unit))?.unit ?? 'USD';
}

const isCurrency = (unit: string): boolean => /^[A-Z]{3}$/.test(unit);

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
  for (const key of ['blocks', 'trigger'] as const)
    if (study.design[key] !== undefined) refuse(['design', key], `A design with ${key}`, 'Take the key out to analyse the whole randomized population.');
  if (treatmentsOf(study).length > 1)
    refuse(
      ['treatments'],
      'A decision among more than two arms',
      'Compare one arm with control in a study of its own (data.sql can select the rows), or use the library, whose methods take several arms.',
    );
  for (const [name, o] of Object.entries(study.outcomes)) {
    if (o.ratio) refuse(['outcomes', name, 'ratio'], 'A ratio of two outcomes', `Take ${name} out, or compute it per unit in data.sql.`);
    if (o.measured)
      refuse(['outcomes', name, 'measured'], 'Calibration of a judge by audits', `Take ${name} out: a raw judge score is no outcome to decide by.`);
  }
}
