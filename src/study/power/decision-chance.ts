import type { PowerDesign } from '../../power/design.ts';
import { powerOf } from '../../power/power-of.ts';
import { launchConditions } from '../decide/conditions.ts';
import type { StudySource } from '../read/parse-study.ts';
import type { DecisionChance, PowerAssumptions } from './power-plan.ts';
import type { PlannedGain } from './told-baseline.ts';

interface Planned {
  readonly id: string;
  readonly effective: number;
  readonly units: number;
  /** Whatever its gains. */
  readonly held: boolean;
}

/** Limits of a probability. */
interface Limits {
  readonly low: number;
  readonly high: number;
}

const unknown: Limits = { low: 0, high: 1 };
const known = (p: number): Limits => ({ low: p, high: p });

/**
 * The chance that a candidate is launched if its primary outcome gains what is asked and no guardrail moves.
 *
 * Model   each condition by its own test; together between Frechet's limits: no more than the least likely of them, no less than one less all their misses. A condition
 *         that is not planned has any chance. What is held by its support has none. The opposite verdict: at most the sum of what may bring it.
 * Source  Frechet (1935), Fundamenta Mathematicae 25.
 */
export function chanceOf(
  { study, design }: StudySource,
  gains: readonly PlannedGain[],
  { id, effective, units, held }: Planned,
  a: PowerAssumptions,
): DecisionChance {
  const named = launchConditions({ study, design });
  const conditions = named.flatMap((condition) => limitsOf(condition, gains, units));
  const unplanned = named.filter((condition) => limitsOf(condition, gains, units).includes(unknown));
  const at = { candidate: id, units, effective: units * effective, ...(unplanned.length > 0 && { unplanned }) };
  const stop = Math.min(
    1,
    gains.reduce((sum, gain) => sum + stopOf(gain, units, a), 0),
  );
  if (held) return { ...at, launch: known(0), stop: 0 };
  const low = Math.max(0, 1 - conditions.reduce((misses, one) => misses + 1 - one.low, 0));
  return { ...at, launch: { low, high: Math.min(1, ...conditions.map(({ high }) => high)) }, stop };
}

function limitsOf(condition: string, gains: readonly PlannedGain[], units: number): readonly Limits[] {
  const primary = gains.find(({ row }) => row.role === 'primary');
  if (condition === 'primary-positive') return [beyond(primary, 0, units)];
  if (condition === 'primary-worthwhile') return [beyond(primary, primary?.outcome.worthwhile ?? 0, units)];
  if (condition === 'guardrails-hold')
    return gains
      .filter(({ outcome }) => outcome.tolerance !== undefined)
      .map(({ row }) => (row.asks?.powerAtPlanned === undefined ? unknown : known(row.asks.powerAtPlanned)));
  return [unknown];
}

/** The chance that the whole two-sided interval lies beyond a bar. */
function beyond(gain: PlannedGain | undefined, bar: number, units: number): Limits {
  if (!gain?.design || !gain.row.asks) return unknown;
  return known(powerOf(oneSided(gain.design, bar), { units, effect: gain.row.asks.size }));
}

const oneSided = (design: PowerDesign, margin: number): PowerDesign => ({
  ...design,
  test: { kind: 'superiority', margin, alpha: (design.test?.alpha ?? 0.05) / 2 },
});

/** The chance that a primary gain is shown to be a loss, or a guardrail to lie beyond its tolerance. */
function stopOf({ design, row: { role, asks } }: PlannedGain, units: number, a: PowerAssumptions): number {
  if (!design || !asks) return 0;
  const worse: PowerDesign = { ...design, better: design.better === 'lower' ? 'higher' : 'lower' };
  if (asks.kind === 'non-inferiority')
    return powerOf({ ...worse, test: { kind: 'superiority', margin: asks.size, alpha: design.test?.alpha ?? 1 - a.guardrailLevel } }, { units, effect: 0 });
  return role === 'primary' ? powerOf(oneSided(worse, 0), { units, effect: asks.size }) : 0;
}
