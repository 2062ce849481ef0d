import type { Piece, Reference, Test } from '../../estimate/estimate.ts';
import { fTail, fUpperQuantile } from '../../math/distributions/f.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { quadraticSet } from '../quadratic-set.ts';
import { ratioSet } from '../ratio-set.ts';
import { upperTail } from '../wald.ts';
import { certifiedSet } from './certified-set.ts';
import { type RobustPair, rescaled, waldStatistic } from './robust-pair.ts';

/** Covariances within a residual of the regressions on instruments and covariates, and what the instruments explain: of outcome, both, treatment. */
export interface ClassicalPair {
  readonly explained: readonly [number, number, number];
  readonly left: readonly [number, number, number];
}

/** What the test of outcome - b treatment by m instruments is computed from. */
export type AndersonRubin = { readonly instruments: number; readonly df: number } & (
  | { readonly kind: 'classical'; readonly pair: ClassicalPair }
  /** `origin` and `scale`: where the set is to be looked for, and how wide it may be. */
  | { readonly kind: 'robust'; readonly pair: RobustPair; readonly origin: number; readonly scale: number }
);

/**
 * All effects b that the joint test of the instruments in the regression of outcome - b treatment on instruments and covariates does not reject.
 * It keeps its level however weak the instruments. Undefined when the robust covariance of several instruments is singular.
 *
 * Model   m F(m, df) is the critical value of the Wald statistic. Classical, or one instrument: a quadratic. Else a ratio of polynomials of degree 2m.
 * Source  Anderson & Rubin (1949); Andrews, Stock & Sun (2019), Annual Review of Economics 11.
 */
export function andersonRubinSet(a: AndersonRubin, level: number): readonly Piece[] | undefined {
  const { instruments: m, df } = a;
  if (a.kind === 'classical') {
    const { explained, left } = a.pair;
    const per = (m * fUpperQuantile(1 - level, m, df)) / df;
    return quadraticSet(explained[2] - per * left[2], -2 * (explained[1] - per * left[1]), explained[0] - per * left[0]);
  }
  const { outcome, treatment, covariance: v } = a.pair;
  if (m === 1) {
    const pair = { numerator: outcome[0], denominator: treatment[0], numeratorVariance: v.outcome[0], denominatorVariance: v.treatment[0] };
    return ratioSet({ ...pair, covariance: v.cross[0] / 2 }, studentTQuantile((1 + level) / 2, df));
  }
  const pieces = certifiedSet(rescaled(a.pair, a.origin, a.scale), m * fUpperQuantile(1 - level, m, df));
  const back = (t: number): number => a.origin + a.scale * t;
  return pieces?.map(({ low, high }) => ({ ...(low !== undefined && { low: back(low) }), ...(high !== undefined && { high: back(high) }) }));
}

/** The test of no effect: t with one instrument, F with several. Undefined when its variance is zero or singular. */
export function andersonRubinTest(a: AndersonRubin): Test | undefined {
  const { instruments: m, df } = a;
  const wald = a.kind === 'classical' ? (df * a.pair.explained[0]) / a.pair.left[0] : waldStatistic(a.pair.outcome, a.pair.covariance.outcome);
  if (wald === undefined || !Number.isFinite(wald)) return undefined;
  const shared = { null: 0, alternative: 'two-sided' } as const;
  if (m > 1) return { ...shared, statistic: wald / m, pValue: fTail(wald / m, m, df) };
  const reference: Reference = { kind: 't', df };
  const sign = a.kind === 'classical' ? Math.sign(a.pair.explained[1]) : Math.sign(a.pair.outcome[0] * a.pair.treatment[0]);
  const statistic = sign * Math.sqrt(wald);
  return { ...shared, statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) };
}
