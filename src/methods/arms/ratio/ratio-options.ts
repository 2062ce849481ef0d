import { EstimandError } from '../../../errors/estimand-error.ts';
import { column } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { expressionKey } from '../../../expressions/walk.ts';
import { type Contrast, type ContrastOptions, contrastOf } from '../../../inference/arms/contrast.ts';
import type { Names } from './ratio-arm.ts';

export interface RatioOptions extends ContrastOptions {
  /** Column or expression that is added up above. Default: the measure, else the column called like the outcome. */
  readonly numerator?: string | Expression;
  /** Column or expression that is added up below. */
  readonly denominator: string | Expression;
  /** CR2 by cluster, or by unit where few hold most of the denominator (default); or Welch on totals of clusters or units, for parity with packages that use it. */
  readonly covariance?: 'CR2' | 'totals';
}

/** The options with every default filled in. */
export interface RatioContrast extends Contrast {
  readonly parts: Readonly<Record<keyof Names, Expression>>;
  readonly names: Names;
  readonly covariance: 'CR2' | 'totals';
}

/** Errors  option-invalid when numerator and denominator are the same. */
export function ratioContrastOf(options: RatioOptions): RatioContrast {
  const numerator = expressionOf(options.numerator ?? options.measure ?? options.outcome);
  const denominator = expressionOf(options.denominator);
  if (expressionKey(numerator) === expressionKey(denominator))
    throw new EstimandError('option-invalid', { option: 'denominator', found: 'the numerator itself', asked: 'another column or expression' });
  const { outcome } = options;
  const names = { numerator: nameOf(numerator, `${outcome} (numerator)`), denominator: nameOf(denominator, `${outcome} (denominator)`) };
  return { ...contrastOf({ ...options, measure: numerator }), parts: { numerator, denominator }, names, covariance: options.covariance ?? 'CR2' };
}

const expressionOf = (of: string | Expression): Expression => (typeof of === 'string' ? column(of) : of);
const nameOf = (e: Expression, otherwise: string): string => (e.op === 'column' ? e.name : otherwise);
