import type { Unit } from '../../estimate/estimate.ts';

/** An effect as a line of a figure is called: `+2 pp`, `-1.5 minutes`. */
export function effectLabel(unit: Unit): (effect: number) => string {
  const factor = unit.kind === 'share' ? 100 : 1;
  const after = unit.kind === 'share' ? ' pp' : unit.kind === 'named' ? ` ${unit.name}` : unit.kind === 'money' ? ` ${unit.currency}` : '';
  return (effect) => `${effect > 0 ? '+' : ''}${Number((effect * factor).toPrecision(3))}${after}`;
}
