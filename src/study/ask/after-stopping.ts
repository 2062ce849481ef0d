import type { AfterStopping, Estimate } from '../../estimate/estimate.ts';
import { leavesZeroOut } from '../../estimate/leaves-zero-out.ts';
import { afterStopping } from '../../inference/sequential/after-stopping.ts';
import { efficacyBounds } from '../../inference/sequential/bounds.ts';
import { upperTail } from '../../inference/wald.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { SpendingLook } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/**
 * The primary effects of a study that stops at this look, its bound crossed or its last look taken, corrected for stopping. Not where nobody
 * knows what the looks before showed: that nothing crossed at them is a part of the correction.
 *
 * Model   stagewise ordering over the looks that were taken, on the scale of the standard error that all planned units would have; several arms share the error by Bonferroni.
 */
export function correctedForStopping(estimates: readonly Estimate[], { look, analysis }: Protocol): readonly Estimate[] {
  if (look?.kind !== 'spending' || look.assumed) return estimates;
  const contrasts = estimates.filter(({ role }) => role === 'primary').length;
  return estimates.map((e) => {
    const corrected = e.role === 'primary' && stopsAt(e, look) ? correctedAt(e, look, { level: analysis.level, contrasts }) : undefined;
    return corrected ? { ...e, afterStopping: corrected } : e;
  });
}

const stopsAt = ({ interval: { pieces } }: Estimate, { isLast }: SpendingLook): boolean => isLast || (pieces.length > 0 && leavesZeroOut(pieces));

/** The effect in standard errors, as a normal one. */
export function scoreOf({ value, standardError = 0, interval: { reference } }: Estimate): number | undefined {
  if (!(standardError > 0)) return undefined;
  const t = value / standardError;
  return -Math.sign(t) * normalQuantile(upperTail(reference, Math.abs(t)));
}

function correctedAt(
  e: Estimate,
  { fractions, spentAt, spending }: SpendingLook,
  { level, contrasts }: { readonly level: number; readonly contrasts: number },
): AfterStopping | undefined {
  const z = scoreOf(e);
  if (z === undefined) return undefined;
  const upper = efficacyBounds({ fractions, spentAt, spending, alpha: (1 - level) / 2 / contrasts });
  // Nothing was learned since the look before.
  if (upper[upper.length - 1] === Infinity) return undefined;
  const { median, low, high, pValue } = afterStopping({ fractions, upper, z, level: 1 - (1 - level) / contrasts });
  const scale = e.standardError! * Math.sqrt(fractions[fractions.length - 1]);
  return {
    value: median * scale,
    interval: { low: low * scale, high: high * scale, level },
    pValue: Math.min(1, 2 * contrasts * Math.min(pValue, 1 - pValue)),
  };
}
