import type { Own, Protocol } from '../../protocol/protocol.ts';
import type { ThresholdKeys } from './declared/keys.ts';

/** Whoever has no version is called so, where no logged decision has a value of its own. */
export const withoutIt = 'without';

/** The part of a protocol that only methods of thresholds read. */
export interface Threshold extends Own, Omit<ThresholdKeys, 'kind' | 'treatment' | 'control'> {
  readonly kind: 'threshold';
  /** What the score turns on, and what rows have otherwise. */
  readonly treated: string;
  readonly control: string;
  /** Column of the logged decision. */
  readonly decision?: string;
}

export const thresholdIn = ({ own }: Protocol): Threshold | undefined => (own.kind === 'threshold' ? (own as Threshold) : undefined);
