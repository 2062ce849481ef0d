import { normalTail } from '../../math/distributions/normal.ts';
import { type PanelGrid, panelGrid } from '../../math/gauss-legendre.ts';
import { REACH } from '../../math/normal-grid.ts';
import { leastInformation } from './expect-looks.ts';

/** Between which values of Z a study goes on after a look. */
export interface Region {
  readonly low: number;
  readonly high: number;
}

/** Studies that went on after a look, and all looks before it. */
export interface Continuation {
  readonly fraction: number;
  /** Values of Z at the look where a study goes on. */
  readonly points: Float64Array;
  /** The weight of each in an integral times the chance that a study that stands there was not stopped before: which no drift changes. */
  readonly mass: Float64Array;
}

/** Before the first look that can stop a study. */
export type Past = Continuation | undefined;

/** A look, the drifts that will be asked about, and the next look that can stop a study. */
export interface Look {
  readonly fraction: number;
  readonly next: number;
  readonly drifts: Region;
}

/** Has nothing been learned since the last look that could stop the study? */
export const isSameLook = (past: Past, fraction: number): boolean => past !== undefined && isSame(past.fraction, fraction);

/** The first look after this one at which more is known. */
export const nextAfter = (fractions: readonly number[], fraction: number): number | undefined =>
  fractions.find((later) => later > fraction && !isSame(fraction, later));

const isSame = (fraction: number, later: number): boolean => later - fraction <= leastInformation * later;

/** Two deviations a panel: the ten-point rule integrates products of normal curves to some 1e-12. */
const deviationsPerPanel = 2;

/**
 * What goes on after one more look.
 *
 * Model     Z at look k given Z = z at the next is normal around rho z with variance 1 - rho^2, rho^2 the ratio of information, whatever the drift is. So the chance
 *           h of not having been stopped, given where a study stands, needs no drift: h_k(z) = integral of h_{k-1}(y) over the region of look k-1 against that normal.
 *           Panels are as wide as what is to be integrated allows; points beyond 8.5 deviations from every drift are left out.
 * Source    Armitage, McPherson & Rowe (1969), JRSS A 132; Jennison & Turnbull (2000), Group Sequential Methods, chapter 19.
 */
export function goOn(past: Past, { fraction, next, drifts }: Look, region: Region): Past {
  if (region.low === -Infinity && region.high === Infinity) return past;
  const root = Math.sqrt(fraction);
  const low = Math.max(region.low, drifts.low * root - REACH);
  const high = Math.min(region.high, drifts.high * root + REACH);
  const width = Math.min(1, past ? Math.sqrt(fraction / past.fraction - 1) : 1, next > fraction ? Math.sqrt(1 - fraction / next) : 1);
  const grid = panelGrid(low, high, deviationsPerPanel * width);
  return { fraction, points: grid.points, mass: past ? survived(past, fraction, grid) : grid.weights };
}

function survived(past: Continuation, fraction: number, { points, weights }: PanelGrid): Float64Array {
  const rho = Math.sqrt(past.fraction / fraction);
  const deviation = Math.sqrt(1 - past.fraction / fraction);
  const height = 1 / (deviation * Math.sqrt(2 * Math.PI));
  const mass = new Float64Array(points.length);
  let from = 0;
  for (let i = 0; i < points.length; i++) {
    const mean = rho * points[i];
    const [first, last] = [mean - REACH * deviation, mean + REACH * deviation];
    while (from < past.points.length && past.points[from] < first) from++;
    let sum = 0;
    for (let j = from; j < past.points.length && past.points[j] <= last; j++) {
      const away = (past.points[j] - mean) / deviation;
      sum += past.mass[j] * Math.exp(-0.5 * away * away);
    }
    mass[i] = weights[i] * sum * height;
  }
  return mass;
}

/** The chance, under a drift, that a study was not stopped before this look and has a Z above `critical` at it. */
export function chanceAbove(past: Past, fraction: number, critical: number, drift: number): number {
  return beyond(past, fraction, critical, drift, 1);
}

/** The same below `critical`. */
export function chanceBelow(past: Past, fraction: number, critical: number, drift: number): number {
  return beyond(past, fraction, critical, drift, -1);
}

function beyond(past: Past, fraction: number, critical: number, drift: number, side: 1 | -1): number {
  if (side * critical === Infinity) return 0;
  if (!past) return normalTail(side * (critical - drift * Math.sqrt(fraction)));
  const { points, mass } = past;
  const root = Math.sqrt(past.fraction);
  const gained = fraction - past.fraction;
  const deviation = Math.sqrt(gained);
  const limit = critical * Math.sqrt(fraction) - drift * gained;
  let sum = 0;
  for (let j = 0; j < points.length; j++) {
    const away = points[j] - drift * root;
    sum += mass[j] * Math.exp(-0.5 * away * away) * normalTail((side * (limit - points[j] * root)) / deviation);
  }
  return sum / Math.sqrt(2 * Math.PI);
}
