import type { Proportion } from '../newcombe.ts';

/** What is held against the data: a difference of two shares (treatment less control), or their ratio. */
export interface Null {
  readonly measure: 'difference' | 'ratio';
  readonly value: number;
}

/** The treatment arm's share where the null holds and control's is `share`. */
export const treatmentShare = ({ measure, value }: Null, share: number): number => (measure === 'difference' ? share + value : share * value);

/** The control arm's share where the null holds and the treatment arm's is `share`. */
export const controlShare = ({ measure, value }: Null, share: number): number => (measure === 'difference' ? share - value : share / value);

/**
 * How far two shares lie from a null, in standard errors that hold under it: above zero where treatment is above what the null says.
 *
 * Model   (p1 - p0 - null) or (p1 - null p0) over its standard error at the shares that are likeliest under the null. Zero where nothing varies.
 * Source  Miettinen & Nurminen (1985), Statistics in Medicine 4, without the factor N / (N - 1); Farrington & Manning (1990), Statistics in Medicine 9.
 */
export function scoreStatistic(treatment: Proportion, control: Proportion, at: Null): number {
  const { apart, variance } = apartFrom(treatment, control, at);
  if (variance > 0) return apart / Math.sqrt(variance);
  return Math.abs(apart) < 1e-12 ? 0 : Math.sign(apart) * Infinity;
}

/** How far two shares lie from a null, and the variance of that at the shares that are likeliest under it. */
export function apartFrom(treatment: Proportion, control: Proportion, at: Null): { readonly apart: number; readonly variance: number } {
  const p0 = at.measure === 'difference' ? controlByDifference(treatment, control, at.value) : controlByRatio(treatment, control, at.value);
  const p1 = within(treatmentShare(at, p0));
  const weight = at.measure === 'difference' ? 1 : at.value;
  const apart = treatment.events / treatment.n - treatmentShare(at, control.events / control.n);
  return { apart, variance: (p1 * (1 - p1)) / treatment.n + (weight * weight * p0 * (1 - p0)) / control.n };
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** The likeliest share of control where treatment's is higher by `d`: a root of a cubic. */
function controlByDifference(treatment: Proportion, control: Proportion, d: number): number {
  const [n, events] = [treatment.n + control.n, treatment.events + control.events];
  if (d === 0) return events / n;
  const l2 = ((treatment.n + 2 * control.n) * d - n - events) / n;
  const l1 = ((control.n * d - n - 2 * control.events) * d + events) / n;
  const l0 = (control.events * d * (1 - d)) / n;
  const third = l2 / 3;
  const q = third ** 3 - (l1 * l2) / 6 + l0 / 2;
  const root = Math.sqrt(Math.max(0, third * third - l1 / 3));
  const p = q > 0 ? root : -root;
  const angle = p === 0 ? 0 : (Math.PI + Math.acos(Math.min(1, Math.max(-1, q / p ** 3)))) / 3;
  return Math.min(1 - Math.max(0, d), Math.max(Math.max(0, -d), 2 * p * Math.cos(angle) - third));
}

/** The likeliest share of control where treatment's is `r` times it: a root of a quadratic. */
function controlByRatio(treatment: Proportion, control: Proportion, r: number): number {
  const [n, events] = [treatment.n + control.n, treatment.events + control.events];
  const b = treatment.n * r + treatment.events + control.n + control.events * r;
  const root = Math.sqrt(Math.max(0, b * b - 4 * n * r * events));
  return Math.min(1, 1 / r, (2 * events) / (b + root));
}
