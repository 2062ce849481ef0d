import { counted } from '../../errors/words.ts';
import type { Bounds, Estimate, Piece, RelativeEffect, Role } from '../../estimate/estimate.ts';
import type { Panel } from '../../inference/synthetic/panel.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedPanel } from './ask-panel.ts';
import type { EstimatorName } from './declared/keys.ts';
import type { FoundLaunch } from './found.ts';
import { type Launched, recordOf } from './options.ts';
import { arms } from './own.ts';

/** What stands beside an effect of a launch. */
export interface LaunchDetails {
  /** Since the launch: what it would have been, and what it was. */
  readonly arms: readonly { readonly arm: string; readonly units: number; readonly mean: number }[];
}

/** What the method says of itself. */
export interface Way {
  readonly id: string;
  readonly source: string;
  readonly estimator: EstimatorName;
  readonly says: string;
  readonly role?: Role;
}

export function launchEstimate(found: FoundLaunch, { panel, lacking, treated }: AskedPanel, c: Launched, way: Way): Estimate<LaunchDetails> {
  const { launch, outcome, level, boundsLevel } = c;
  const since = panel.periods - panel.before;
  const observed = sinceLaunch(panel);
  const without = observed - found.value;
  const bounds = boundsOf(found.bounds(boundsLevel), boundsLevel);
  const who = launch.unit === undefined ? 'all' : treated.length <= 3 ? treated.join(', ') : counted(treated.length, 'unit');
  const own = panel.units - panel.donors;
  return {
    id: `${way.id}:${outcome}`,
    role: way.role ?? c.role,
    estimand: {
      contrast: { treatment: arms.treated, control: arms.untreated },
      population: `units that got the launch (${who})`,
      outcome,
      unit: unitOf(c),
      says: `Average effect of the launch on ${c.perUnit ?? outcome} of ${who}, ${panel.starts ? `over each one's time since it came (${launch.launchedText})` : `over ${counted(since, periodNoun(launch.period))} since ${launch.launchedText}`}; ${way.says}.`,
    },
    value: found.value,
    interval: { pieces: [found.piece(level)], level, side: 'two-sided', kind: 'pointwise', reference: found.reference },
    ...(bounds && { bounds }),
    test: { null: 0, alternative: 'two-sided', statistic: found.value, pValue: found.pValue },
    sizes: {
      units: found.donors + own,
      perArm: { [arms.untreated]: found.donors, [arms.treated]: own },
      dropped: { [arms.untreated]: found.donors === 0 ? 0 : lacking.length + launch.gapped.length, [arms.treated]: 0 },
    },
    ...relativeOf(found, observed, c),
    method: { id: way.id, options: recordOf(c, way.estimator), source: way.source },
    details: {
      arms: [
        { arm: arms.untreated, units: own, mean: without },
        { arm: arms.treated, units: own, mean: observed },
      ],
    },
  };
}

export const unitOf = ({ unit }: Launched) => unit ?? ({ kind: 'plain' } as const);

const boundsOf = ({ low, high }: Piece, level: number): Bounds | undefined => (low === undefined || high === undefined ? undefined : { level, low, high });

/** Of an effect c the path without the change is what was seen less c: both ends of the set are moved alike, as long as what is left is above zero. */
function relativeOf(found: FoundLaunch, observed: number, { level, boundsLevel }: Launched): { readonly relative?: RelativeEffect } {
  const share = (effect: number): number => effect / (observed - effect);
  const { low, high } = found.piece(level);
  const bounds = boundsOf(found.bounds(boundsLevel), boundsLevel);
  // Without both ends, or with a path that may be zero, a share tells nothing.
  if (low === undefined || high === undefined || !(observed - high > 0) || !(observed - found.value > 0)) return {};
  return {
    relative: {
      value: share(found.value),
      controlMean: observed - found.value,
      interval: { pieces: [{ low: share(low), high: share(high) }], level, side: 'two-sided', kind: 'pointwise', reference: found.reference },
      ...(bounds && observed - bounds.high > 0 && { bounds: { level: boundsLevel, low: share(bounds.low), high: share(bounds.high) } }),
    },
  };
}

/** Mean of the treated over units and periods since each one's launch. */
function sinceLaunch({ values, units, periods, donors, before, starts }: Panel): number {
  let [sum, cells] = [0, 0];
  for (let unit = donors; unit < units; unit++) {
    for (let t = starts?.[unit - donors] ?? before; t < periods; t++) {
      sum += values[unit * periods + t];
      cells += 1;
    }
  }
  return sum / cells;
}
