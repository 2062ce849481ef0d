import { EstimandError } from '../../errors/estimand-error.ts';
import { daysFor } from '../../power/days-for.ts';
import type { PowerDesign } from '../../power/design.ts';
import { expectedUnits } from '../../power/expected-units.ts';
import { powerOf } from '../../power/power-of.ts';
import { smallestEffect, smallestMargin } from '../../power/smallest.ts';
import { unitsFor } from '../../power/units-for.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { Baseline } from './baseline.ts';
import type { Needed, PowerAssumptions, PowerRow } from './power-plan.ts';

/** What is planned on an outcome: its row, and the comparison behind it unless it is refused. */
export interface PlannedOutcome {
  readonly row: PowerRow;
  readonly design?: PowerDesign;
}

/** The comparison that is planned on an outcome: control against the treatment arm with the smallest share. */
export function plannedComparison(outcome: Outcome, baseline: Baseline, a: PowerAssumptions, control: string): PowerDesign {
  const treatment = Math.min(...Object.entries(a.shares).flatMap(([arm, share]) => (arm === control ? [] : [share])));
  const guards = outcome.tolerance !== undefined;
  const criticalValue = a.criticalValues?.[outcome.name];
  return {
    outcome: baseline.spread,
    shares: { treatment, control: a.shares[control] },
    better: outcome.better,
    variationExplained: baseline.variationExplained,
    ...(baseline.clusters && { clusters: baseline.clusters }),
    ...(a.trigger !== undefined && { trigger: a.trigger }),
    ...(a.looks && { looks: a.looks }),
    test: {
      ...(guards
        ? { kind: 'non-inferiority', margin: marginOf(outcome, baseline), alpha: 1 - a.guardrailLevel, ...relativeTo(outcome, baseline) }
        : { kind: 'difference', alpha: 1 - a.level }),
      ...(criticalValue !== undefined && { criticalValue }),
    },
  };
}

const relativeTo = ({ tolerance }: Outcome, { mean }: Baseline): { readonly controlMean?: number } => (tolerance?.relative ? { controlMean: mean } : {});

export function marginOf({ tolerance }: Outcome, { mean }: Baseline): number {
  return tolerance === undefined ? 0 : tolerance.relative ? tolerance.value * Math.abs(mean) : tolerance.value;
}

/** What the study asks of an outcome, in units and days; or why that cannot be told. */
export function rowOf(outcome: Outcome, baseline: Baseline, design: PowerDesign, a: PowerAssumptions, control: string, effect: number | undefined): PowerRow {
  const { name, role, better } = outcome;
  const { spread, ...shown } = baseline;
  const isShare = spread.kind === 'proportion' && outcome.unit.kind === 'plain';
  const shared = { outcome: name, role, better, unit: isShare ? ({ kind: 'share' } as const) : outcome.unit, baseline: shown };
  try {
    const asks = asksOf(outcome, baseline, design, a, control, effect);
    const atPlanned = atPlannedOf(design, a);
    return { ...shared, ...(asks && { asks }), ...(atPlanned && { atPlanned }) };
  } catch (error) {
    if (!(error instanceof EstimandError)) throw error;
    return { ...shared, refused: { says: error.what, mend: error.mend } };
  }
}

function asksOf(outcome: Outcome, baseline: Baseline, design: PowerDesign, a: PowerAssumptions, control: string, effect: number | undefined): PowerRow['asks'] {
  const margin = outcome.tolerance ? marginOf(outcome, baseline) : undefined;
  const size = margin ?? effect;
  if (size === undefined) return undefined;
  const truth = margin === undefined ? size : 0;
  const { units, perArm } = unitsFor(design, { effect: truth, power: a.power });
  const treatments = Object.keys(a.shares).filter((arm) => arm !== control);
  const needed: Needed = {
    units,
    perArm:
      design.outcome.kind === 'paired'
        ? {}
        : Object.fromEntries([[control, perArm.control], ...treatments.map((arm) => [arm, armUnits(arm, units, perArm.treatment, a, treatments)])]),
    ...(design.clusters && { clusters: Math.ceil(units / design.clusters.size - 1e-9) }),
    ...(a.unitsPerDay !== undefined && { days: daysFor(units, { unitsPerDay: a.unitsPerDay }) }),
  };
  const powerAtPlanned = a.plannedUnits === undefined ? undefined : powerOf(design, { units: a.plannedUnits, effect: truth });
  const expected = design.looks && { asked: expectedUnits(design, { units, effect: truth }), none: expectedUnits(design, { units, effect: 0 }) };
  return {
    kind: margin === undefined ? 'difference' : 'non-inferiority',
    size,
    needed,
    ...(expected && { expected }),
    ...(powerAtPlanned !== undefined && { powerAtPlanned }),
  };
}

const armUnits = (arm: string, units: number, treatment: number, a: PowerAssumptions, treatments: readonly string[]): number =>
  treatments.length === 1 ? treatment : Math.ceil(units * a.shares[arm] - 1e-9);

function atPlannedOf(design: PowerDesign, { plannedUnits: units, power, compliers }: PowerAssumptions): PowerRow['atPlanned'] {
  if (units === undefined) return undefined;
  const smallest = design.test?.kind === 'non-inferiority' ? smallestMargin(design, { units, power }) : smallestEffect(design, { units, power });
  return { units, smallest, ...(compliers !== undefined && { onCompliers: smallest / compliers }) };
}

/** The row of an outcome about which nothing is known. */
export function refusedRow({ name, role, better, unit }: Outcome, says: string, mend: string): PowerRow {
  return { outcome: name, role, better, unit, refused: { says, mend } };
}
