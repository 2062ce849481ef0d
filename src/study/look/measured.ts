import { auditFindings, judgeAssumptions } from '../../across/measurement/audit-findings.ts';
import { auditPlan } from '../../across/measurement/audit-plan.ts';
import { withAudit } from '../../across/measurement/measured-by.ts';
import { isMeasurement, type Measurement, measurement } from '../../across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../across/measurement/options.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Expression } from '../../expressions/expression.ts';
import { blocksOf } from '../../methods/arms/blocked/blocked.ts';
import { netValue, worthOfUnit } from '../../protocol/net-value.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all } from '../../relation/asking.ts';

/** The protocol with every measured outcome as one column; what cannot be measured is named and left out of the plan. */
export interface LookedAtAudits {
  readonly protocol: Protocol;
  readonly findings: readonly Finding[];
  readonly exhibits: readonly Exhibit[];
  readonly measurements: readonly Measurement[];
  /** Outcomes that cannot be measured. */
  readonly refused: readonly string[];
}

export const hasMeasured = ({ outcomes }: Protocol): boolean => outcomes.some((o) => o.measured);

/**
 * Looks at judges and audits of every measured outcome, and makes each a column.
 *
 * Shapes  one round.
 * Errors  those of `measurement` about rows that no audit can have.
 */
export function* lookAtAudits(protocol: Protocol, where: Expression | undefined = undefined): Asking<LookedAtAudits> {
  const measured = protocol.outcomes.filter((o) => o.measured);
  const found = yield* all(measured.map((o) => measurement(optionsOf(o, protocol, where))));
  const byName = new Map(measured.map((o, i) => [o.name, found[i]]));
  const isRefused = (name: string): boolean => 'refused' in (byName.get(name) ?? {});
  const measurements = found.filter(isMeasurement);
  const outcomes = protocol.outcomes.map((o): Outcome => {
    const m = byName.get(o.name);
    return m === undefined || 'refused' in m ? o : asMeasured(o, m);
  });
  const refused = measured.map((o) => o.name).filter(isRefused);
  const plans = measurements.map((m) => {
    const { measured: asked, worthwhile } = measured.find((o) => o.name === m.options.outcome)!;
    return auditPlan(m, protocol.analysis.level, asked?.halfWidth ?? worthwhile);
  });
  const money = worthOfUnit(outcomes, protocol.assignment?.column);
  const worthless = money !== undefined && outcomes.some((o) => o.value !== undefined && isRefused(o.name));
  const freedom = Math.min(Infinity, ...outcomes.filter((o) => o.value !== undefined).map((o) => o.auditFreedom ?? Infinity));
  return {
    protocol: {
      ...protocol,
      outcomes: outcomes.map((o) => (o.name === netValue && money ? { ...o, measure: money, ...(Number.isFinite(freedom) && { auditFreedom: freedom }) } : o)),
    },
    findings: [
      ...found.flatMap((m) => ('refused' in m ? [m.refused] : [...auditFindings(m), judgeAssumptions(m)])),
      ...plans.flatMap(({ findings }) => findings),
    ],
    exhibits: plans.flatMap(({ exhibits }) => exhibits),
    measurements,
    refused: [...refused, ...(worthless ? [netValue] : [])],
  };
}

function optionsOf({ name, measured }: Outcome, protocol: Protocol, where: Expression | undefined): MeasurementOptions {
  const { assignment, cluster } = protocol;
  return {
    outcome: name,
    ...measured!,
    assignment: assignment!.column,
    arms: [assignment!.control, ...assignment!.treatments],
    ...(cluster !== undefined && { cluster }),
    // Clusters that were drawn within blocks are compared by themselves.
    ...(cluster === undefined && blocksOf(protocol)),
    ...(where && { where }),
  };
}

function asMeasured(o: Outcome, { measure, df, binary, audit, plugIn }: Measurement): Outcome {
  return {
    ...o,
    measure,
    auditFreedom: df,
    audit: { measure: audit.measure, freedom: audit.df, plugIn },
    ...(o.ratio && { ratio: { ...o.ratio, numerator: measure } }),
    ...(binary && o.ratio === undefined && o.unit.kind === 'plain' && { unit: { kind: 'share' } }),
  };
}

/** The plan's outcomes: those that can be measured. */
export const withoutRefused = (protocol: Protocol, refused: readonly string[]): Protocol =>
  refused.length === 0
    ? protocol
    : {
        ...protocol,
        outcomes: protocol.outcomes.filter((o) => !refused.includes(o.name)),
        analysis: { ...protocol.analysis, family: protocol.analysis.family.filter((name) => !refused.includes(name)) },
      };

/** Adds to the estimates of a measured outcome on all units what they rest on. */
export function withMeasurement(e: Estimate, measurements: readonly Measurement[]): Estimate {
  const found = measurements.find(({ options }) => options.outcome === e.estimand.outcome);
  return found && e.role !== 'contrast-only' && e.method.id !== 'audit-only' && e.estimand.segment === undefined ? withAudit(e, found) : e;
}
