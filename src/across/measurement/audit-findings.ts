import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { ArmMeasure } from './arm-measure.ts';
import type { Measurement } from './measurement.ts';

/** Fewer labels than this in an arm: the t distribution of the audit carries the interval. */
const fewLabels = 30;

/** How large the audit is in each arm, and what the judge adds to it. */
export function auditFindings({ arms, df, options }: Measurement): readonly Finding[] {
  return [sizes(arms, df, options.outcome), gain(arms, options.outcome, options.judges)];
}

function sizes(arms: readonly ArmMeasure[], df: number, outcome: string): Finding {
  const counts = arms.map(({ arm, audited, units }) => `${sayCount(audited)} of ${sayCount(units)} in arm ${arm}`).join(', ');
  const least = Math.min(...arms.map(({ audited }) => audited));
  const shared = { check: 'audit', about: { column: outcome }, statistic: least, threshold: fewLabels };
  const says = `People scored ${counts}; intervals on ${outcome} read t with ${sayFreedom(df)} degrees of freedom`;
  if (least >= fewLabels) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}, which is a small audit.`,
    mend: `Audit at least ${fewLabels} units of every arm: what few labels say of a judge's errors is approximate.`,
  };
}

/** How many labels the audit alone would need to be as precise. */
function gain(arms: readonly ArmMeasure[], outcome: string, judges: readonly string[]): Finding {
  const [measured, alone] = [arms.map((a) => a.judgeVariance + a.auditVariance), arms.map((a) => a.spread ** 2 / a.audited)].map((v) =>
    v.reduce((sum, x) => sum + x, 0),
  );
  const worth = measured > 0 ? alone / measured : 1;
  const labels = arms.reduce((sum, a) => sum + a.audited, 0);
  const shared = { check: 'judge-gain', about: { column: outcome }, statistic: worth, threshold: 1 };
  const says = `With ${judges.join(', ')} the ${sayCount(labels)} labels of ${outcome} are worth ${sayCount(Math.round(worth * labels))} without a judge`;
  if (worth >= 1) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}: the judge costs precision.`,
    mend: 'Use `by: ppi++`, which gives a judge no more weight than it earns.',
  };
}

const sayFreedom = (df: number): string => (Number.isFinite(df) ? df.toFixed(df < 100 ? 1 : 0) : 'unlimited');
