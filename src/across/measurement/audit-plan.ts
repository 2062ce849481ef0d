import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber } from '../../estimate/say.ts';
import { type AuditPlan, planAudit } from '../../power/plan-audit.ts';
import type { AuditStratum } from './audit-strata.ts';
import type { Measurement } from './measurement.ts';
import { type PlannedAudit, plannedAudits } from './planned-audits.ts';

/** Labels for a half-width, from what the audit tells so far: by arm and stratum, or in pairs. Of several treatment arms each is planned against control; the widest is shown. */
export function auditPlan(
  found: Measurement,
  level: number,
  halfWidth: number | undefined,
  strata?: readonly AuditStratum[],
): Pick<Answer, 'findings' | 'exhibits'> {
  const { outcome } = found.options;
  const plans = plannedAudits(found, strata).map((planned) => ({ planned, plan: planAudit({ cells: planned.cells, halfWidth: halfWidth ?? 1, level }) }));
  const { planned, plan } = plans.reduce((widest, other) => (other.plan.now > widest.plan.now ? other : widest));
  const says = halfWidth === undefined ? worth(plan, planned, outcome) : told(plan, planned, outcome);
  const finding: Finding = {
    check: 'audit-plan',
    about: { column: outcome },
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
            mend: plan.labels === undefined ? 'Let the judge score more units: more labels cannot narrow the interval further.' : mendOf(plan, planned),
          }
        : finding,
    ],
    exhibits: [exhibitOf(plan, planned, outcome, says, halfWidth !== undefined)],
  };
}

const reaches = ({ now }: AuditPlan, outcome: string): string => `The interval on ${outcome} reaches ${sayNumber(now)} to each side`;

function worth(plan: AuditPlan, { cells, tenMore }: PlannedAudit, outcome: string): string {
  if (cells.every(({ audited, units }) => audited >= units)) return `${reaches(plan, outcome)}, with every label that there can be.`;
  // A judge that says what people say leaves nothing to them but rounding.
  if (plan.cells.every(({ nextTen }) => nextTen < 1e-6 * plan.now)) return `${reaches(plan, outcome)}, which more labels would not narrow.`;
  const best = plan.cells.reduce((most, cell) => (cell.nextTen > most.nextTen ? cell : most));
  return `${reaches(plan, outcome)}; ${tenMore(best.name)} take off about ${sayNumber(best.nextTen)}.`;
}

function told(plan: AuditPlan, { needs }: PlannedAudit, outcome: string): string {
  const { now, halfWidth, least, labels } = plan;
  if (now <= halfWidth) return `${reaches(plan, outcome)}, within the ${sayNumber(halfWidth)} that is wanted.`;
  if (labels === undefined)
    return `${reaches(plan, outcome)}; if people labelled every unit it would still reach ${sayNumber(least)}, more than the ${sayNumber(halfWidth)} that is wanted.`;
  return `${reaches(plan, outcome)}; to reach ${sayNumber(halfWidth)} takes ${needs(plan)}.`;
}

const mendOf = ({ cells }: AuditPlan, { more }: PlannedAudit): string =>
  `Audit ${cells
    .filter((c) => c.labels! > c.audited)
    .map((c) => more(Math.ceil(c.labels! - c.audited), c.name))
    .join(' and ')}, drawn at random, when that precision is needed.`;

function exhibitOf({ cells }: AuditPlan, { called, of, one, byChance, cells: there }: PlannedAudit, outcome: string, says: string, planned: boolean): Exhibit {
  return {
    id: `audit-plan:${outcome}`,
    title: `Labels for ${outcome}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      [called]: cells.map(({ name }) => name),
      [of]: cells.map(({ audited }) => audited),
      ...(planned && { needed: cells.map(({ labels }) => labels) }),
      ...(planned && byChance && { 'chance that draws them': cells.map(({ labels }, i) => (labels === undefined ? undefined : labels / there[i].units)) }),
      [`half-width taken off by the next ${one}`]: cells.map(({ nextLabel }) => nextLabel),
    },
  };
}
