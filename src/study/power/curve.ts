import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import type { PowerDesign } from '../../power/design.ts';
import { powerOf } from '../../power/power-of.ts';
import { fewestUnits } from '../../power/precision.ts';
import { smallestEffect } from '../../power/smallest.ts';
import type { PowerAssumptions, PowerRow } from './power-plan.ts';

const steps = 24;
/** Effects that are drawn, as multiples of the one asked about. */
const multiples = [0.5, 1, 1.5];

/** Power against units, a line an effect; without an effect to ask about, the smallest effect against units. */
export function curveOf(row: PowerRow, design: PowerDesign, a: PowerAssumptions, label: (effect: number) => string): Exhibit | undefined {
  const middle = row.asks?.needed.units ?? a.plannedUnits;
  if (middle === undefined || row.refused) return undefined;
  const fewest = Math.ceil(fewestUnits(design));
  const top = 2 * Math.max(middle, a.plannedUnits ?? 0);
  const units = [...new Set(Array.from({ length: steps }, (_, i) => Math.max(fewest, Math.round((top * (i + 1)) / steps))))];
  return row.asks ? powerCurve(row, design, a, units, label, row.asks) : effectCurve(row, design, a, units);
}

function powerCurve(
  row: PowerRow,
  design: PowerDesign,
  a: PowerAssumptions,
  units: readonly number[],
  label: (effect: number) => string,
  asks: NonNullable<PowerRow['asks']>,
): Exhibit {
  const effects = multiples.map((multiple) => multiple * asks.size).filter((effect) => isPossible(design, effect));
  const points = effects.flatMap((effect) => units.map((n) => ({ n, effect, power: powerOf(design, { units: n, effect }) })));
  const says = `${sayCount(asks.needed.units)} units find ${label(asks.size)} on ${row.outcome} with ${percent(a.power)} power.`;
  return {
    id: `power:${row.outcome}`,
    title: `Power (%) against units, ${row.outcome}`,
    kind: 'lines',
    says,
    alt: says,
    columns: { x: points.map((p) => p.n), y: points.map((p) => 100 * p.power), series: points.map((p) => label(p.effect)) },
    marks: [{ at: 100 * a.power, label: 'asked' }],
  };
}

function effectCurve(row: PowerRow, design: PowerDesign, a: PowerAssumptions, units: readonly number[]): Exhibit {
  const factor = row.unit.kind === 'share' ? 100 : 1;
  const points = units.map((n) => ({ n, smallest: Math.abs(smallestEffect(design, { units: n, power: a.power })) * factor }));
  const says = `The smallest effect on ${row.outcome} that is found with ${percent(a.power)} power falls with the root of the units.`;
  return {
    id: `smallest-effect:${row.outcome}`,
    title: `Smallest effect against units, ${row.outcome}${factor === 100 ? ' (percentage points)' : ''}`,
    kind: 'lines',
    says,
    alt: says,
    columns: { x: points.map((p) => p.n), y: points.map((p) => p.smallest) },
  };
}

const percent = (share: number): string => `${sayNumber(100 * share, 4)} %`;

/** A share stays between 0 and 1. */
function isPossible({ outcome }: PowerDesign, effect: number): boolean {
  return outcome.kind !== 'proportion' || (outcome.control + effect > 0 && outcome.control + effect < 1);
}
