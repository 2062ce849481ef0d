import { sayLimit } from '../estimate/say.ts';
import { call, greater, less, not, winsorized } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';

/** A scale that an outcome can be put on before means are taken. */
interface TransformFacts {
  applied(of: Expression): Expression;
  /** `log of minutes` */
  says(column: string): string;
  /** How the study file describes it, after its name. */
  readonly about: string;
  /** It is defined above `least`, or from `least` on where `closed`. */
  readonly least: number;
  readonly closed?: true;
  /** The transform to take where this one meets a zero. */
  readonly forZeros?: string;
  /** The effect is a difference of mean logarithms, so that it tells the ratio of geometric means. */
  readonly geometric?: true;
}

/** Every transform: the list that grows. The study schema, the refusals and the words about effects are made from it. */
export const transforms = {
  log: {
    applied: (of) => call('log', of),
    says: (column) => `log of ${column}`,
    about: 'its logarithm, so that the effect is one on the geometric mean; all values must be above zero',
    least: 0,
    forZeros: 'log1p',
    geometric: true,
  },
  log1p: { applied: (of) => call('log1p', of), says: (column) => `log of 1 + ${column}`, about: 'log of 1 + the value', least: -1 },
} as const satisfies Readonly<Record<string, TransformFacts>>;

export type Transform = keyof typeof transforms;

export const transformNames = Object.keys(transforms) as readonly Transform[];

export const transformFacts = (transform: Transform): TransformFacts => transforms[transform];

/** True where a value has no transform. */
export function outsideOf(transform: Transform, of: Expression): Expression {
  const { least, closed } = transformFacts(transform);
  return closed ? less(of, least) : not(greater(of, least));
}

export interface Limits {
  readonly low: number;
  readonly high: number;
  /** The quantiles of all arms together that the limits are; absent when the study declares the limits. */
  readonly quantiles?: readonly [number, number];
}

/** How an outcome is made of its column: first capped, then put on a scale. */
export interface Scale {
  readonly transform?: Transform;
  readonly limits?: Limits;
}

export function scaled(of: Expression, { transform, limits }: Scale): Expression {
  const capped = limits ? winsorized(of, limits.low, limits.high) : of;
  return transform ? transforms[transform].applied(capped) : capped;
}

/** `log of minutes, capped at 0.5 and 97.2` */
export function scaleText(column: string, { transform, limits }: Scale): string {
  const of = transform ? transforms[transform].says(column) : column;
  return limits ? `${of}${transform ? ',' : ''} capped at ${sayLimit(limits.low)} and ${sayLimit(limits.high)}` : of;
}
