// Abscissas and weights of the ten-point rule on [-1, 1]; those below zero mirror these.
const abscissas = [0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
const weights = [0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814];

const firstPanels = 8;
const mostHalvings = 20;

/**
 * Integral of a function of one sign, to some 13 digits of itself where the function has them.
 *
 * Model     ten points on each of eight panels; a panel that disagrees with its two halves is cut in two.
 */
export function integral(f: (x: number) => number, low: number, high: number): number {
  if (!(high > low)) return 0;
  const width = (high - low) / firstPanels;
  const whole = Array.from({ length: firstPanels }, (_, i) => panel(f, low + i * width, low + (i + 1) * width));
  const allowed = 3e-14 * Math.abs(whole.reduce((sum, part) => sum + part, 0));
  return whole.reduce((sum, part, i) => sum + refined(f, low + i * width, low + (i + 1) * width, part, allowed, mostHalvings), 0);
}

function refined(f: (x: number) => number, low: number, high: number, whole: number, allowed: number, halvings: number): number {
  const middle = (low + high) / 2;
  const [left, right] = [panel(f, low, middle), panel(f, middle, high)];
  if (halvings === 0 || Math.abs(left + right - whole) <= allowed + 3e-13 * Math.abs(whole)) return left + right;
  return refined(f, low, middle, left, allowed, halvings - 1) + refined(f, middle, high, right, allowed, halvings - 1);
}

function panel(f: (x: number) => number, low: number, high: number): number {
  const [centre, half] = [(low + high) / 2, (high - low) / 2];
  let sum = 0;
  for (let i = 0; i < abscissas.length; i++) sum += weights[i] * (f(centre - half * abscissas[i]) + f(centre + half * abscissas[i]));
  return sum * half;
}

/** Points and weights whose weighted sums are integrals. */
export interface PanelGrid {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** The ten-point rule on panels of one width, at most as wide as told, that fill an interval; without points where nothing lies between. */
export function panelGrid(low: number, high: number, mostWidth: number): PanelGrid {
  const panels = high > low ? Math.ceil((high - low) / mostWidth) : 0;
  const half = panels > 0 ? (high - low) / panels / 2 : 0;
  const points = new Float64Array(10 * panels);
  const gridWeights = new Float64Array(10 * panels);
  for (let at = 0; at < points.length; at++) {
    const [panelOf, place] = [Math.floor(at / 10), at % 10];
    const side = place < 5 ? -1 : 1;
    const node = place < 5 ? 4 - place : place - 5;
    points[at] = low + half * (2 * panelOf + 1 + side * abscissas[node]);
    gridWeights[at] = half * weights[node];
  }
  return { points, weights: gridWeights };
}
