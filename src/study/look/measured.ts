import { auditFindings, judgeAssumptions } from '../../across/measurement/audit-findings.ts';
import { auditPlan } from '../../across/measurement/audit-plan.ts';
import { auditStrata } from '../../across/measurement/audit-strata.ts';
import { cellDetails, cellFindings } from '../../across/measurement/cells/findings.ts';
import { cellMeasurement } from '../../across/measurement/cells/measured-cells.ts';
import { sampledTogether } from '../../across/measurement/cells/sampled-together.ts';
import { cellSelection } from '../../across/measurement/cells/selection.ts';
import { groupDetails, groupFindings } from '../../across/measurement/groups/findings.ts';
import { labelledTogether } from '../../across/measurement/groups/labelled-together.ts';
import { groupMeasurement } from '../../across/measurement/groups/measured-groups.ts';
import { auditDetails } from '../../across/measurement/measured-by.ts';
import { isMeasurement, measurement, type NotMeasured } from '../../across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../across/measurement/options.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Expression } from '../../expressions/expression.ts';
import { blocksOf } from '../../methods/arms/blocked/blocked.ts';
import type { Cells } from '../../protocol/cells.ts';
import type { Design } from '../../protocol/design.ts';
import type { LabelGroups } from '../../protocol/labelled.ts';
import { netValue, worthOfUnit } from '../../protocol/net-value.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all } from '../../relation/asking.ts';

/** The protocol with every measured outcome as one column; what cannot be measured is named and left out of the plan. */
export interface LookedAtAudits {
  readonly protocol: Protocol;
  readonly findings: readonly Finding[];
  readonly exhibits: readonly Exhibit[];
  readonly audits: readonly Audit[];
  /** Outcomes that cannot be measured. */
  readonly refused: readonly string[];
}

/** What the estimates of an outcome rest on. */
export interface Audit {
  readonly outcome: string;
  readonly details: object;
}

/** A measured outcome that was looked at. */
interface Found extends Pick<LookedAtAudits, 'findings' | 'exhibits'> {
  readonly outcome: Outcome;
  readonly details: object;
  /** What more labels would give, told after all that is said of those there are. */
  readonly planned?: readonly Finding[];
}

/** Rounds that `lookAtAudits` takes. */
export function auditRounds({ outcomes, assignment, blocks, cluster }: Protocol): number {
  const measured = outcomes.flatMap((o) => o.measured ?? []);
  if (measured.length === 0) return 0;
  const apart = blocks !== undefined || cluster !== undefined || measured.some(({ sampling }) => sampling !== undefined);
  return assignment !== undefined && apart ? 2 : 1;
}

/**
 * Looks at judges and audits of every measured outcome, and makes each a column: by arm; where a design compares cohorts by period in each of these; where it weighs rows, by
 * their groups.
 *
 * Shapes  one round; one more where probabilities of audits are declared, or arms are compared within blocks or drawn in clusters.
 * Errors  those of `measurement` about rows that no audit can have.
 */
export function* lookAtAudits(
  protocol: Protocol,
  design: Pick<Design, 'cells' | 'labelGroups'>,
  where: Expression | undefined = undefined,
): Asking<LookedAtAudits> {
  const measured = protocol.outcomes.filter((o) => o.measured);
  const look = measured.length === 0 ? undefined : lookBy(protocol, design, where);
  const found = yield* all(measured.map((o) => look!(o)));
  const byName = new Map(measured.map((o, i) => [o.name, found[i]]));
  const isRefused = (name: string): boolean => 'refused' in (byName.get(name) ?? {});
  const made = found.flatMap((one) => ('refused' in one ? [] : [one]));
  const outcomes = protocol.outcomes.map((o): Outcome => made.find(({ outcome }) => outcome.name === o.name)?.outcome ?? o);
  const refused = measured.map((o) => o.name).filter(isRefused);
  const money = worthOfUnit(outcomes, protocol.assignment?.column);
  const worthless = money !== undefined && outcomes.some((o) => o.value !== undefined && isRefused(o.name));
  const valued = outcomes.filter((o) => o.value !== undefined);
  const freedom = Math.min(Infinity, ...valued.map((o) => o.auditFreedom ?? Infinity));
  const sampled = sampledTogether(valued.flatMap(({ value, sampled: own }) => (own && typeof value === 'number' ? [{ times: value, of: own }] : [])));
  const labelled = labelledTogether(valued.flatMap(({ value, labelled: own }) => (own && typeof value === 'number' ? [{ times: value, of: own }] : [])));
  const worth = {
    ...(money && { measure: money }),
    ...(Number.isFinite(freedom) && { auditFreedom: freedom }),
    ...(sampled && { sampled }),
    ...(labelled && { labelled }),
  };
  return {
    protocol: { ...protocol, outcomes: outcomes.map((o) => (o.name === netValue && money ? { ...o, ...worth } : o)) },
    findings: [...found.flatMap((one) => ('refused' in one ? [one.refused] : one.findings)), ...made.flatMap(({ planned = [] }) => planned)],
    exhibits: made.flatMap(({ exhibits }) => exhibits),
    audits: made.map(({ outcome, details }) => ({ outcome: outcome.name, details })),
    refused: [...refused, ...(worthless ? [netValue] : [])],
  };
}

function lookBy(
  protocol: Protocol,
  { cells, labelGroups }: Pick<Design, 'cells' | 'labelGroups'>,
  where: Expression | undefined,
): (o: Outcome) => Asking<Found | NotMeasured> {
  const [compared, groups] = [cells?.(protocol), labelGroups?.(protocol)];
  if (compared) return (o) => foundInCells(o, compared);
  return groups ? (o) => foundInGroups(o, groups) : (o) => foundByArm(o, protocol, where);
}

function* foundByArm(o: Outcome, protocol: Protocol, where: Expression | undefined): Asking<Found | NotMeasured> {
  const found = yield* measurement(optionsOf(o, protocol, where));
  if (!isMeasurement(found)) return found;
  const { measure, df, binary, audit, plugIn } = found;
  const strata = yield* auditStrata(found);
  const plan = auditPlan(found, protocol.analysis.level, o.measured?.halfWidth ?? o.worthwhile, strata);
  return {
    outcome: {
      ...o,
      measure,
      auditFreedom: df,
      audit: { measure: audit.measure, freedom: audit.df, plugIn },
      ...(o.ratio && { ratio: { ...o.ratio, numerator: measure } }),
      ...(binary && o.ratio === undefined && asShare(o)),
    },
    findings: [...auditFindings(found), judgeAssumptions(found)],
    planned: plan.findings,
    exhibits: plan.exhibits,
    details: auditDetails(found),
  };
}

function* foundInCells(o: Outcome, cells: Cells): Asking<Found | NotMeasured> {
  const found = yield* cellMeasurement({ outcome: o.name, ...o.measured!, cells });
  if ('refused' in found) return found;
  const { measure, sampled, audit, error, binary } = found;
  return {
    outcome: { ...o, measure, sampled, audit: { ...audit, error }, ...(binary && asShare(o)) },
    findings: [...cellFindings(found), ...(yield* cellSelection(found, cells))],
    exhibits: [],
    details: cellDetails(found),
  };
}

function* foundInGroups(o: Outcome, groups: LabelGroups): Asking<Found | NotMeasured> {
  const found = yield* groupMeasurement({ outcome: o.name, ...o.measured!, groups });
  if ('refused' in found) return found;
  const { measure, labelled, audit, error, binary } = found;
  return {
    outcome: { ...o, measure, labelled, audit: { ...audit, error }, ...(binary && asShare(o)) },
    findings: groupFindings(found),
    exhibits: [],
    details: groupDetails(found),
  };
}

const asShare = ({ unit }: Outcome): Partial<Outcome> => (unit.kind === 'plain' ? { unit: { kind: 'share' } } : {});

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
export function withAudits(e: Estimate, audits: readonly Audit[]): Estimate {
  const found = audits.find(({ outcome }) => outcome === e.estimand.outcome);
  return found && e.role !== 'contrast-only' && e.method.id !== 'audit-only' && e.estimand.segment === undefined
    ? { ...e, details: { ...e.details, measured: found.details } }
    : e;
}
