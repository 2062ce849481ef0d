import type { Exhibit } from '../../estimate/exhibit.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import type { FoundAtCutoff } from './found.ts';
import type { AtThreshold } from './options.ts';

/** A jump where none is expected, of the side with the treatment less the other. */
export interface HeldJump {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** By itself, and held together with the others. */
  readonly pValue: number;
  readonly adjusted: number;
}

/** A jump with its name; `factor` of its units make one of those that are told. */
export interface NamedJump {
  readonly label: string;
  readonly jump: FoundAtCutoff;
  readonly factor: number;
}

/** Source  Holm (1979), Scandinavian Journal of Statistics 6. */
export function heldTogether(found: readonly NamedJump[], c: AtThreshold): readonly HeldJump[] {
  const adjusted = holm(found.map(({ jump }) => jump.pValue));
  return found.map((one, i) => ({ ...toldJump(one, c), adjusted: adjusted[i] }));
}

/** As readers see it. */
export function toldJump({ label, jump, factor }: NamedJump, { threshold: { side }, level }: AtThreshold): Omit<HeldJump, 'adjusted'> {
  const sign = side === 'below' ? -factor : factor;
  const [{ low = 0, high = 0 }] = jump.pieces(level);
  const ends = [sign * low, sign * high];
  return { label, value: sign * jump.value, low: Math.min(...ends), high: Math.max(...ends), pValue: jump.pValue };
}

/** The one least like chance; of none nothing. */
export const surestJump = (jumps: readonly HeldJump[]): HeldJump => jumps.reduce((a, b) => (b.pValue < a.pValue ? b : a));

/** Columns of a figure with a row a jump. */
export const jumpColumns = (jumps: readonly (Omit<HeldJump, 'adjusted'> & { readonly note: string })[]): Exhibit['columns'] => ({
  label: jumps.map(({ label }) => label),
  value: jumps.map(({ value }) => value),
  low: jumps.map(({ low }) => low),
  high: jumps.map(({ high }) => high),
  note: jumps.map(({ note }) => note),
});
