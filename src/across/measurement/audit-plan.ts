import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import { type AuditPlan, planAudit } from '../../power/plan-audit.ts';
import type { Measurement } from './measurement.ts';

/** Labels for a half-width, by arm, from what the audit tells so far. Of several treatment arms each is planned against control; the widest is shown. */
export function auditPlan({ arms, options }: Measurement, level: number, halfWidth: number | undefined): Pick<Answer, 'findings' | 'exhibits'> {
  const [control, ...treatments] = arms.map(({ arm, units, audited, judgeVariance, auditVariance }) => ({
    name: arm,
    units,
    audited,
    judgeVariance,
    errorSpread: Math.sqrt(auditVariance * audited),
  }));
  const plans = treatments.map((treatment) => planAudit({ cells: [control, treatment], halfWidth: halfWidth ?? 1, level }));
  const plan = plans.reduce((widest, other) => (other.now > widest.now ? other : widest));
  const says = halfWidth === undefined ? worth(plan, options.outcome) : told(plan, options.outcome);
  const finding: Finding = {
    check: 'audit-plan',
    about: { column: options.outcome },
    verdict: 'pass',
    statistic: plan.now,
    ...(halfWidth !== undefined && { threshold: halfWidth }),
    says,
  };
  const short = halfWidth !== undefined && plan.now > halfWidth;
  return {
    findings: [
      short
        ? {
            ...finding,
            verdict: 'warn',
            mend: plan.labels === undefined ? 'Let the judge score more units: more labels cannot narrow the interval further.' : mendOf(plan),
          }
        : finding,
    ],
    exhibits: [exhibitOf(plan, options.outcome, says, halfWidth !== undefined)],
  };
}

function worth({ now, cells }: AuditPlan, outcome: string): string {
  const best = cells.reduce((most, cell) => (cell.nextLabel > most.nextLabel ? cell : most));
  return `The interval on ${outcome} reaches ${sayNumber(now)} to each side; ten more labels help most in arm ${best.name}, where they take off about ${sayNumber(10 * best.nextLabel)}.`;
}

function told(plan: AuditPlan, outcome: string): string {
  const { now, halfWidth, least, labels, cells } = plan;
  if (now <= halfWidth) return `The interval on ${outcome} reaches ${sayNumber(now)} to each side, within the ${sayNumber(halfWidth)} that is wanted.`;
  if (labels === undefined)
    return `The interval on ${outcome} reaches ${sayNumber(now)} to each side; if people labelled every unit it would still reach ${sayNumber(least)}, more than the ${sayNumber(halfWidth)} that is wanted.`;
  return `The interval on ${outcome} reaches ${sayNumber(now)} to each side; to reach ${sayNumber(halfWidth)} takes ${sayCount(labels)} labels: ${cells.map((c) => `${sayCount(c.labels!)} in arm ${c.name}`).join(', ')}.`;
}

const mendOf = ({ cells }: AuditPlan): string =>
  `Audit ${cells
    .filter((c) => c.labels! > c.audited)
    .map((c) => `${sayCount(c.labels! - c.audited)} more in arm ${c.name}`)
    .join(' and ')}, drawn at random, when that precision is needed.`;

function exhibitOf({ cells }: AuditPlan, outcome: string, says: string, planned: boolean): Exhibit {
  return {
    id: `audit-plan:${outcome}`,
    title: `Labels for ${outcome}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      arm: cells.map(({ name }) => name),
      labels: cells.map(({ audited }) => audited),
      ...(planned && { needed: cells.map(({ labels }) => labels) }),
      'half-width taken off by the next label': cells.map(({ nextLabel }) => nextLabel),
    },
  };
}
