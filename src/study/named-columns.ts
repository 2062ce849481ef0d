import { EstimandError } from '../errors/estimand-error.ts';
import type { Column } from '../relation/schema.ts';
import type { StudySource } from './read-study.ts';

type KeyPath = readonly (string | number)[];

/** A column that the study names, for a role and at a place in the file. */
export interface Named {
  readonly role: string;
  readonly column: string;
  readonly path: KeyPath;
  readonly needs: 'number' | 'key' | 'any';
}

/** Every column that the study names. */
export function namedColumns({ study }: StudySource): readonly Named[] {
  const { design, outcomes, covariates, mediators, unit } = study;
  const single = (role: string, column: string | undefined, path: KeyPath, needs: Named['needs']): readonly Named[] =>
    column === undefined ? [] : [{ role, column, path, needs }];
  return [
    ...single('unit', unit, ['unit'], 'any'),
    ...single('assignment', design.assignment, ['design', 'assignment'], 'key'),
    ...single('randomizedBy', design.randomizedBy, ['design', 'randomizedBy'], 'any'),
    ...single('usage', design.usage, ['design', 'usage'], 'number'),
    ...covariates.map((column, i): Named => ({ role: 'covariate', column, path: ['covariates', i], needs: 'key' })),
    ...mediators.map((column, i): Named => ({ role: 'mediator', column, path: ['mediators', i], needs: 'any' })),
    ...Object.entries(outcomes).flatMap(([column, o]) => (o.ratio ? [] : single('outcome', column, ['outcomes', column], 'number'))),
  ];
}

/** Errors  named-column-unknown with the nearest name, named-column-type; each at the line of the study that names the column. */
export function expectColumns(source: StudySource, schema: readonly Column[], data: string): void {
  for (const { role, column, path, needs } of namedColumns(source)) {
    const found = schema.find((c) => c.name === column);
    const place = source.placeOf(path);
    if (!found) throw new EstimandError('named-column-unknown', { role, column, source: data, known: schema.map((c) => c.name) }, place);
    const numeric = found.type === 'number' || found.type === 'boolean';
    if (needs === 'number' && !numeric)
      throw new EstimandError('named-column-type', { role, column, declared: found.declared, asked: 'a number or a boolean' }, place);
    if (needs === 'key' && !numeric && found.type !== 'text') {
      throw new EstimandError('named-column-type', { role, column, declared: found.declared, asked: 'a number, a boolean or text' }, place);
    }
  }
}
