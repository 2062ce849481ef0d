import type { Finding } from '../../estimate/finding.ts';
import { sayP, sayShare } from '../../estimate/say.ts';
import { normalTwoSided } from '../../math/distributions/normal.ts';
import type { Right } from './arm-measure.ts';
import type { Measurement } from './measurement.ts';

const alpha = 0.05;

/** Pooled errors are those of both arms: is the judge as often right in one as in the other? A z-test of two shares for each, both held together (Bonferroni). */
export function pooledErrors({ arms, options: o }: Measurement): readonly Finding[] {
  if (o.by !== 'rogan-gladen' || o.errors !== 'pooled') return [];
  const [control, arm] = arms;
  const tests = (control.right ?? []).flatMap((before, i) => tested(before, arm.right?.[i]));
  if (tests.length === 0) return [];
  const worst = tests.reduce((a, b) => (b.pValue < a.pValue ? b : a));
  const pValue = Math.min(1, tests.length * worst.pValue);
  const shared = { check: 'judge-errors-pooled', about: { column: o.outcome, arm: arm.arm }, statistic: worst.z, pValue, threshold: alpha };
  const says = `On the audit the ${worst.where} of ${o.judges[0]} is ${sayShare(worst.share)} in arm ${arm.arm} and ${sayShare(worst.before)} in control (${sayP(pValue)})`;
  if (pValue >= alpha) return [{ ...shared, verdict: 'pass', says: `${says}.` }];
  return [
    {
      ...shared,
      verdict: 'fail',
      identification: true,
      says: `${says}: errors pooled over the arms are right for neither, and the effect on ${o.outcome} is off by their difference.`,
      mend: 'Use `errors: by-arm`.',
    },
  ];
}

function tested(before: Right, after: Right | undefined) {
  if (!after || !(before.labels > 0) || !(after.labels > 0)) return [];
  const share = (before.share * before.labels + after.share * after.labels) / (before.labels + after.labels);
  const variance = share * (1 - share) * (1 / before.labels + 1 / after.labels);
  if (!(variance > 0)) return [];
  const z = (after.share - before.share) / Math.sqrt(variance);
  return [{ where: after.where, share: after.share, before: before.share, z, pValue: normalTwoSided(z) }];
}
