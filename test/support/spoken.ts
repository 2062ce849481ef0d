import type { Estimate } from '../../src/estimate/estimate.ts';
import { netValue } from '../../src/protocol/net-value.ts';
import type { Outcome } from '../../src/protocol/protocol.ts';
import { waldEstimate } from './wald-estimate.ts';

export type Ends = readonly [low: number, high: number];

/** An outcome as protocols have it: secondary, and better when higher, where nothing else is told. */
export const outcomeOf = (name: string, change: Partial<Outcome> = {}): Outcome => ({
  name,
  measure: { op: 'column', name },
  role: 'secondary',
  better: 'higher',
  unit: { kind: 'plain' },
  ...change,
});

/** An estimate with this interval, and the same bounds. */
export function between([low, high]: Ends, outcome = 'y', treatment = '1'): Estimate {
  const e = waldEstimate({ outcome, treatment, value: (low + high) / 2 });
  return { ...e, interval: { ...e.interval, pieces: [{ low, high }] }, bounds: { level: 0.95, low, high } };
}

/** An outcome with the estimate that speaks for it. */
export const spoken = (outcome: Outcome, estimate: Estimate | undefined, arm = '1') => ({ outcome, arm, estimate });

export const primary = (ends: Ends, change: Partial<Outcome> = {}) => spoken(outcomeOf('y', { role: 'primary', ...change }), between(ends));
export const net = (ends: Ends) => spoken(outcomeOf(netValue), between(ends, netValue));
