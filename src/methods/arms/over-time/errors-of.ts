import { shapeOf, tailGroups, tailRows } from '../../../diagnostics/arm-shapes.ts';
import { mostTailError } from '../../../estimate/thresholds.ts';
import type { Expression } from '../../../expressions/expression.ts';
import type { ContrastOptions } from '../../../inference/arms/contrast.ts';
import { type Errors, orNothing } from '../../../inference/over-time/shared-contrasts.ts';
import { type Shape, tailError } from '../../../inference/tail-error.ts';
import type { Asking } from '../../../relation/asking.ts';
import { itt } from '../itt.ts';

interface Compared extends Pick<ContrastOptions, 'assignment' | 'control' | 'treatments' | 'clusterArms'> {
  readonly cluster?: string | undefined;
}

/** A comparison of means as a study compares them: by Welch, or by its clusters. */
export const errorsBy = ({ assignment, control, treatments, cluster, clusterArms }: Compared): Errors =>
  function* (measure, outcome) {
    const by = cluster === undefined ? {} : { cluster, ...(clusterArms && { clusterArms }) };
    return (yield* itt({ outcome, measure, assignment, control, ...(treatments && { treatments }), ...by })).estimates;
  };

/** How skewed a measure is in each arm; nothing where it cannot be told. */
export function* shapesOf(measure: Expression, { assignment, cluster }: Pick<Compared, 'assignment' | 'cluster'>): Asking<ReadonlyMap<string, Shape>> {
  const groups = yield* orNothing(tailGroups(tailRows(measure, assignment, cluster), 'value over time'), []);
  return new Map(groups.filter(({ moments: { n } }) => n > 1).map(({ key: [arm], moments: m }) => [arm, shapeOf(m)]));
}

/** Does the t of a difference of means miss too often at this level, for so skewed values? */
export function isRough(shapes: ReadonlyMap<string, Shape>, treatment: string, control: string, alpha: number): boolean {
  const [one, zero] = [shapes.get(treatment), shapes.get(control)];
  return !one || !zero || tailError(one, zero, { alpha: alpha / 2 }) > (mostTailError * alpha) / 2;
}
