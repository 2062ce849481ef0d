import { sayLimit } from '../estimate/say.ts';
import { call, winsorized } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';

export interface Limits {
  readonly low: number;
  readonly high: number;
  /** The quantiles of the pooled arms that they are; absent when the study declares the limits. */
  readonly quantiles?: readonly [number, number];
}

/** How an outcome is made of its column: first capped, then put on a scale. */
export interface Scale {
  readonly transform?: 'log' | 'log1p';
  readonly limits?: Limits;
}

export function scaled(of: Expression, { transform, limits }: Scale): Expression {
  const capped = limits ? winsorized(of, limits.low, limits.high) : of;
  return transform ? call(transform, capped) : capped;
}

/** `log of minutes, capped at 0.5 and 97.2` */
export function scaleText(column: string, { transform, limits }: Scale): string {
  const of = transform === 'log' ? `log of ${column}` : transform === 'log1p' ? `log of 1 + ${column}` : column;
  return limits ? `${of}${transform ? ',' : ''} capped at ${sayLimit(limits.low)} and ${sayLimit(limits.high)}` : of;
}
