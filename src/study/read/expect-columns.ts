import { EstimandError } from '../../errors/estimand-error.ts';
import type { ValueType } from '../../expressions/expression.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import type { KeyPath } from '../../protocol/keys/problem.ts';
import type { OutcomeKeys } from '../../protocol/keys/study-file.ts';
import { annotatorsOf, judgesOf } from '../../protocol/measured-of.ts';
import type { Named } from '../../protocol/named.ts';
import { expectMagnitude } from '../../relation/magnitudes.ts';
import { type Column, namesIn, type OddCell } from '../../relation/schema.ts';
import { expectNodes } from '../graph/expect-nodes.ts';
import { asNamed } from './data-name.ts';
import type { StudySource } from './parse-study.ts';

/** Which types a role can do with, and how that is said. */
const allowed: Readonly<Record<Named['needs'], { readonly types: readonly ValueType[]; readonly asked: string }>> = {
  number: { types: ['number', 'boolean'], asked: 'a number or a boolean' },
  covariate: { types: ['number', 'boolean', 'text'], asked: 'a number, a boolean or text' },
  key: { types: ['number', 'boolean', 'text', 'identifier'], asked: 'a number, a boolean or text' },
  time: { types: ['time'], asked: 'a date or a time' },
  period: { types: ['number', 'time'], asked: 'a whole number, a date or a time' },
  any: { types: ['number', 'boolean', 'text', 'identifier', 'time', 'other'], asked: 'a column' },
};

/** Every column that the study names. */
export function namedColumns({ study, design }: DesignedStudy): readonly Named[] {
  const { outcomes, covariates, mediators, segments, unit, time, population } = study;
  const single = (role: string, column: string | undefined, path: KeyPath, needs: Named['needs']): readonly Named[] =>
    column === undefined ? [] : [{ role, column, path, needs }];
  return [
    ...single('unit', unit, ['unit'], 'any'),
    ...single('time', time, ['time'], design.timeNeeds ?? 'time'),
    ...design.columns(study.design),
    ...single('served', population?.served, ['population', 'served'], 'number'),
    ...single('period', population?.period, ['population', 'period'], 'key'),
    ...single('probability', population?.probability, ['population', 'probability'], 'number'),
    ...covariates.map((column, i): Named => ({ role: 'covariate', column, path: ['covariates', i], needs: 'covariate' })),
    ...mediators.map((column, i): Named => ({ role: 'mediator', column, path: ['mediators', i], needs: 'any' })),
    ...segments.map((column, i): Named => ({ role: 'segment', column, path: ['segments', i], needs: 'key' })),
    ...Object.entries(outcomes).flatMap(([name, { ratio, quantile, measured }]) => [
      ...measuredNames(name, measured),
      ...(ratio
        ? ratio.map((column, i): Named => ({ role: i === 0 ? 'numerator' : 'denominator', column, path: ['outcomes', name, 'ratio', i], needs: 'number' }))
        : quantile
          ? single('outcome', quantile[0], ['outcomes', name, 'quantile', 0], 'number')
          : measured
            ? []
            : single('outcome', name, ['outcomes', name], 'number')),
    ]),
  ];
}

/** Columns whose cells are names (units, arms, clusters, blocks, segments, versions, actions), and that nothing counts or orders. */
export function keyColumns(source: DesignedStudy): readonly string[] {
  const named = namedColumns(source);
  const counted = new Set(
    named.filter(({ needs, path }) => needs === 'number' || needs === 'covariate' || path[0] === 'population').map(({ column }) => column),
  );
  const read = new Set(named.filter(({ part }) => part === 'trigger' || part === 'mediator').map(({ column }) => column));
  const isName = ({ role, needs }: Named): boolean => needs === 'key' || role === 'unit' || role === 'randomizedBy' || role === 'cluster';
  return [...new Set(named.filter(isName).map(({ column }) => column))].filter((column) => !counted.has(column) && !read.has(column));
}

/** Names of a few values each: those that tell units and clusters apart are never read one by one. */
export function levelColumns(source: DesignedStudy): readonly string[] {
  const many = namedColumns(source).filter(({ role }) => role === 'unit' || role === 'randomizedBy' || role === 'cluster');
  return keyColumns(source).filter((name) => !many.some(({ column }) => column === name));
}

/** The columns of a judge and its audits. */
function measuredNames(outcome: string, measured: OutcomeKeys['measured']): readonly Named[] {
  if (!measured) return [];
  const at = (role: string, column: string | undefined, ...keys: KeyPath): readonly Named[] =>
    column === undefined ? [] : [{ role, column, path: ['outcomes', outcome, 'measured', ...keys], needs: 'number' }];
  return [
    ...judgesOf(measured).flatMap((judge, i) => at('judge', judge, 'judge', ...(typeof measured.judge === 'string' ? [] : [i]))),
    ...annotatorsOf(measured).flatMap((human, i) => at('human', human, 'human', ...(typeof measured.human === 'string' ? [] : [i]))),
    ...at('audited', measured.audited, 'audited'),
    ...at('sampling', measured.sampling, 'sampling'),
    ...measured.using.flatMap((name, i) => at('using', name, 'using', i)),
    ...Object.entries(measured.biases).flatMap(([name, column]) => at(name, column, 'biases', name)),
  ];
}

/** Errors  named-column-unknown and graph-node-unknown with the nearest name, named-column-type, magnitude-outside but of outcomes that can be refused alone; each at the line of the study that names the column. */
export function expectColumns(source: StudySource, schema: readonly Column[], data: string): void {
  for (const { role, column, path, needs } of namedColumns(source)) {
    const found = schema.find((c) => c.name === column);
    const place = source.placeOf(path);
    if (!found) {
      const lists = 'at' in source.study.data || 'sql' in source.study.data ? [] : schema.flatMap((c) => c.lists ?? []);
      throw new EstimandError('named-column-unknown', { role, column, source: data, known: namesIn(schema), lists }, place);
    }
    const { types, asked } = allowed[needs];
    if (types.includes(found.type)) {
      if ((needs === 'number' || needs === 'covariate' || role === 'mediator') && spared(source, path) === undefined) expectMagnitude(found, data, place);
      continue;
    }
    throw new EstimandError(
      'named-column-type',
      { role, column, declared: declaredText(found), asked, inside: found.inside ?? [], ...(found.odd && { odd: oddIn(found.odd, data) }) },
      place,
    );
  }
  expectNodes(source, schema, data);
}

/** The outcome other than the primary that a path leads into: what is wrong with its values is no fault of the study. */
export function spared({ study }: DesignedStudy, [key, name]: KeyPath): string | undefined {
  return key === 'outcomes' && study.outcomes[name]?.role !== 'primary' ? String(name) : undefined;
}

const declaredText = ({ type, declared }: Column): string => (type === 'text' ? 'text' : type === 'identifier' ? 'integers beyond 2^53' : declared);

const oddIn = ({ path, ...odd }: OddCell, data: string): OddCell => ({ ...odd, ...(path !== undefined && { path: asNamed(path, data) }) });

/** An error about a column, at the line of the study that names it; one of the design, where that says. */
export function atItsLine(error: unknown, source: StudySource): unknown {
  if (!(error instanceof EstimandError) || error.place) return error;
  const { study, design } = source;
  const about = Object.values(error.facts).flat();
  // What the assignment holds is told where its values stand.
  const named = namedColumns(source).find(({ column, role }) => role !== 'assignment' && about.includes(column));
  const path = design.placeOf?.(error, study.design) ?? named?.path;
  const place = path && source.placeOf(path);
  return place ? new EstimandError(error.code, error.facts, place) : error;
}
