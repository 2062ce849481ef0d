import type { ArmMeasure } from '../../across/measurement/arm-measure.ts';
import type { AuditStratum } from '../../across/measurement/audit-strata.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import { type AuditCell, planAudit } from '../../power/plan-audit.ts';
import { auditStrataOf, type PlannedStratum } from '../../protocol/judge-before.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { declaredBaseline } from './baseline.ts';
import type { PowerAssumptions, PowerRow } from './power-plan.ts';

/** What is known of a judge before a study. */
export interface JudgeBefore {
  readonly strata: readonly PlannedStratum[];
  /** Variance of a unit's measure that no label takes away. */
  readonly judgeVariance: number;
}

/** From audits that there are, of one arm. */
export const judgeIn = ({ judgeVariance, auditVariance, audited, units }: ArmMeasure, strata: readonly AuditStratum[] | undefined): JudgeBefore => ({
  judgeVariance: judgeVariance * units,
  strata: strata?.map(({ chance, share, errorSpread }) => ({ name: `chance ${chance} in the data`, share, errorSpread })) ?? [
    { name: '', share: 1, errorSpread: Math.sqrt(auditVariance * audited) },
  ],
});

/** From what the study declares: labels vary as the baseline, by what the judge tells and by what it does not. */
export function judgeDeclared(study: StudyFile, outcome: string): JudgeBefore | undefined {
  const [declared, baseline] = [study.planning?.audits[outcome], declaredBaseline(study, outcome)];
  if (!declared || !baseline) return undefined;
  const strata = auditStrataOf(declared, baseline.sd);
  return { strata, judgeVariance: Math.max(0, baseline.sd ** 2 - strata.reduce((sum, { share, errorSpread }) => sum + share * errorSpread ** 2, 0)) };
}

/** Degrees of freedom need two labels in a stratum. */
const least = 2;

/**
 * Labels of people that a measured outcome takes, by arm and stratum: control and the smallest treatment arm, which is taken to be like control.
 *
 * Model     `planAudit` on the planned units, else on those that the outcome needs.
 */
export function plannedLabels(
  { outcome, asks }: PowerRow,
  halfWidth: number | undefined,
  { strata, judgeVariance }: JudgeBefore,
  { shares, plannedUnits, trigger = 1, level }: PowerAssumptions,
  control: string,
): readonly Finding[] {
  const all = plannedUnits ?? asks?.needed.units;
  if (all === undefined || halfWidth === undefined) return [];
  const [treatment] = Object.keys(shares)
    .filter((arm) => arm !== control)
    .sort((a, b) => shares[a] - shares[b]);
  const cells = [control, treatment].flatMap((arm) =>
    strata.map(({ name, share, errorSpread }): AuditCell => {
      const units = Math.floor(all * shares[arm] * trigger * share);
      // What the judge tells spreads alike over strata, so that together it is that of the arm.
      const judge = judgeVariance / (all * shares[arm] * trigger) / share;
      const called = name === '' ? arm : `${arm} at ${name}`;
      return { name: called, stratumOf: arm, units, audited: least, share, errorSpread, judgeVariance: judge, judgeFreedom: Math.max(1, units - share) };
    }),
  );
  const thin = cells.find(({ units }) => units < least);
  const shared = { check: 'audit-plan', about: { column: outcome }, threshold: halfWidth };
  const far = `An interval on ${outcome} that reaches ${sayNumber(halfWidth)} to each side`;
  if (thin)
    return [
      {
        ...shared,
        verdict: 'warn',
        says: `${far} is not planned: of ${sayCount(all)} units arm ${thin.name} has ${thin.units}.`,
        mend: 'Plan more units, or join it to another.',
      },
    ];
  const plan = planAudit({ cells, halfWidth, level });
  if (plan.labels === undefined)
    return [
      {
        ...shared,
        verdict: 'warn',
        statistic: plan.least,
        says: `${far} cannot be had: with a label on each of ${sayCount(all)} units it reaches ${sayNumber(plan.least)}.`,
        mend: 'Plan more units, or accept a wider interval.',
      },
    ];
  const each = plan.cells.map(({ name, labels }) => `${sayCount(labels!)} in arm ${name}`).join(', ');
  return [
    { ...shared, verdict: 'pass', statistic: plan.labels, says: `${far} takes ${sayCount(plan.labels)} labels of people on ${sayCount(all)} units: ${each}.` },
  ];
}
