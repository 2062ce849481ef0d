import { EstimandError } from '../errors/estimand-error.ts';
import type { Reference } from '../estimate/estimate.ts';
import { usualLevel } from '../protocol/defaults.ts';
import { equivalenceProbability, oneSidedRejection, type Prospect } from './pass-probability.ts';
import { quantileOf, upperTail } from './wald.ts';

/** `non-inferiority`: not worse by the margin. `equivalence`: neither worse nor better by it. `superiority`: better by more than it. */
export type MarginKind = 'non-inferiority' | 'equivalence' | 'superiority';

export interface MarginTestOptions {
  readonly value: number;
  readonly standardError: number;
  /** Default: the normal distribution. */
  readonly reference?: Reference;
  readonly kind: MarginKind;
  /** In units of the estimate, zero or more (equivalence: above zero). */
  readonly margin: number;
  readonly better: 'higher' | 'lower';
  /** Of each one-sided test: alpha is one less it. */
  readonly level?: number;
  /** Superiority only: the true improvement at which power is asked; without it there is none to tell. */
  readonly worthwhile?: number;
}

export interface MarginTest {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** The p-value of the one test, or the larger of the two tests of equivalence. Absent when the standard error is zero. */
  readonly pValue?: number;
  /** Equivalence: of not being worse by the margin, and of not being better by it. */
  readonly pValues?: { readonly worse: number; readonly better: number };
  /**
   * Probability that a study as precise as this one passes: when the true effect is zero (non-inferiority, equivalence) or worthwhile (superiority).
   * Absent when the standard error is zero, and of superiority when no worthwhile effect is told.
   */
  readonly power?: number;
  /** Of the effect, each at `level`, in units of the estimate. */
  readonly bounds: { readonly level: number; readonly low: number; readonly high: number };
}

/**
 * An estimate against a margin: is it no worse, the same, or better by enough? Three answers, and how likely a pass was.
 *
 * Model     with g the effect counted so that better is up: non-inferiority rejects g <= -margin, superiority g <= margin, equivalence both g <= -margin and
 *           g >= margin, each one-sided at 1 - level. Pass: rejected. Fail: the opposite bound lies beyond the margin too. Else inconclusive.
 * Units     margin and bounds in those of the estimate.
 * Errors    option-invalid for a margin below zero, a level outside 0.5 to 1, a standard error below zero.
 * Source    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15; Piaggio et al. (2012), JAMA 308. Parity: statsmodels ttost_ind, ttest_ind(value=margin).
 */
export function marginTest(options: MarginTestOptions): MarginTest {
  const { value, standardError, reference = { kind: 'normal' }, margin, kind, better, level = usualLevel } = options;
  expectOptions(options, level);
  const critical = quantileOf(reference, level);
  const bounds = { level, low: value - critical * standardError, high: value + critical * standardError };
  if (standardError === 0) return { verdict: 'inconclusive', bounds };
  const gain = better === 'higher' ? value : -value;
  const pWorse = upperTail(reference, (gain - lowerLimit(kind, margin)) / standardError);
  const pBetter = upperTail(reference, (margin - gain) / standardError);
  const pValue = kind === 'equivalence' ? Math.max(pWorse, pBetter) : pWorse;
  const truth = kind === 'superiority' ? options.worthwhile : 0;
  const df = reference.kind === 't' ? reference.df : Infinity;
  return {
    verdict: pValue <= 1 - level ? 'pass' : liesBeyond(kind, gain, margin, critical * standardError) ? 'fail' : 'inconclusive',
    pValue,
    ...(kind === 'equivalence' && { pValues: { worse: pWorse, better: pBetter } }),
    ...(truth !== undefined && { power: passProbability(kind, { effect: truth, standardError, df }, margin, critical) }),
    bounds,
  };
}

/** The verdict of two one-sided bounds, each valid alone: what `marginTest` says of its own. */
export function withinMargin(
  kind: MarginKind,
  { low, high }: { readonly low: number; readonly high: number },
  { margin, better }: Pick<MarginTestOptions, 'margin' | 'better'>,
): MarginTest['verdict'] {
  const [worst, best] = better === 'higher' ? [low, high] : [-high, -low];
  const isTooGood = kind === 'equivalence' && worst > margin;
  if (best < lowerLimit(kind, margin) || isTooGood) return 'fail';
  const passes = worst >= lowerLimit(kind, margin) && (kind !== 'equivalence' || best <= margin);
  return passes ? 'pass' : 'inconclusive';
}

/** Probability that a margin test passes, for an effect counted with better upwards. */
export function passProbability(kind: MarginKind, prospect: Prospect, margin: number, critical: number): number {
  return kind === 'equivalence' ? equivalenceProbability(prospect, margin, critical) : oneSidedRejection(prospect, lowerLimit(kind, margin), critical);
}

const lowerLimit = (kind: MarginKind, margin: number): number => (kind === 'superiority' ? margin : -margin);

/** The whole interval lies on the wrong side. */
function liesBeyond(kind: MarginKind, gain: number, margin: number, reach: number): boolean {
  const tooLow = gain + reach < lowerLimit(kind, margin);
  return kind === 'equivalence' ? tooLow || gain - reach > margin : tooLow;
}

function expectOptions({ margin, kind, standardError }: MarginTestOptions, level: number): void {
  const expect = (holds: boolean, option: string, found: number, asked: string): void => {
    if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
  };
  expect(
    kind === 'equivalence' ? margin > 0 : margin >= 0,
    'margin',
    margin,
    kind === 'equivalence' ? 'above zero, such as 0.01' : 'zero or more, such as 0.01',
  );
  expect(Number.isFinite(margin), 'margin', margin, 'a finite number');
  expect(level >= 0.5 && level < 1, 'level', level, 'a share from 0.5 to below 1, such as 0.95');
  expect(standardError >= 0 && Number.isFinite(standardError), 'standardError', standardError, 'a finite number, zero or more');
}
