import type { GrowthKind, TreeRows } from './targets.ts';

/** How many labels a unit has while a node is split: its weight, its weighted responses and, of treatments, what says whether a side has enough of them. */
export function labelCount(kind: GrowthKind, responses: number): number {
  return kind === 'instrumental' ? 5 : 1 + responses;
}

/**
 * Writes what the units of a node are told apart by, one after the other from `from` on: the responses whose weighted sums a split drives apart, made anew in each node.
 *
 * Model     regression: y - mean y. classes: 1 of the class - its share. gradient: -g, with the Hessian as the weight.
 *           instrumental: (z - mean z)(y - mean y - b (w - mean w)), where b is the effect in the node; with z - mean z, its square, and whether it is below 0.
 * Shapes    Labels of unit i of the node begin at (from + i) x labelCount.
 * Errors    false where nothing could be split: responses that are all alike, or an instrument that moves no treatment.
 * Source    Athey, Tibshirani & Wager (2019), Annals of Statistics 47, section 2.3.
 */
export function writeLabels(kind: GrowthKind, rows: TreeRows, places: Int32Array, from: number, to: number, labels: Float64Array, responses: number): boolean {
  if (kind === 'instrumental') return writeTreatment(rows, places, from, to, labels);
  if (kind === 'classes') return writeClasses(rows, places, from, to, labels, responses);
  return kind === 'regression' ? writeMeans(rows, places, from, to, labels) : writeGradients(rows, places, from, to, labels);
}

function writeMeans({ values, weights }: TreeRows, places: Int32Array, from: number, to: number, labels: Float64Array): boolean {
  const [outcome] = values;
  let [sum, weight] = [0, 0];
  for (let i = from; i < to; i++) {
    const row = places[i];
    weight += weights[row];
    sum += weights[row] * outcome[row];
  }
  const mean = sum / weight;
  let largest = 0;
  for (let i = from, at = 2 * from; i < to; i++, at += 2) {
    const row = places[i];
    const response = outcome[row] - mean;
    labels[at] = weights[row];
    labels[at + 1] = weights[row] * response;
    largest = Math.max(largest, Math.abs(response));
  }
  return weight > 0 && largest > 1e-12 * Math.abs(mean);
}

function writeClasses({ values, weights }: TreeRows, places: Int32Array, from: number, to: number, labels: Float64Array, responses: number): boolean {
  const [classes] = values;
  const shares = new Float64Array(responses);
  let weight = 0;
  for (let i = from; i < to; i++) {
    weight += weights[places[i]];
    shares[classes[places[i]]] += weights[places[i]];
  }
  for (let k = 0; k < responses; k++) shares[k] /= weight;
  for (let i = from, at = (1 + responses) * from; i < to; i++, at += 1 + responses) {
    const row = places[i];
    labels[at] = weights[row];
    for (let k = 0; k < responses; k++) labels[at + 1 + k] = weights[row] * ((classes[row] === k ? 1 : 0) - shares[k]);
  }
  return weight > 0 && shares.every((share) => share < 1 - 1e-12);
}

function writeTreatment({ values, weights }: TreeRows, places: Int32Array, from: number, to: number, labels: Float64Array): boolean {
  const [outcome, treatment, instrument] = values;
  let [weight, y, w, z] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const row = places[i];
    const own = weights[row];
    weight += own;
    y += own * outcome[row];
    w += own * treatment[row];
    z += own * instrument[row];
  }
  y /= weight;
  w /= weight;
  z /= weight;
  let [moved, taken, largest] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const row = places[i];
    const away = weights[row] * (instrument[row] - z);
    moved += away * (outcome[row] - y);
    taken += away * (treatment[row] - w);
  }
  if (!(Math.abs(taken) > 1e-10)) return false;
  const effect = moved / taken;
  for (let i = from, at = 5 * from; i < to; i++, at += 5) {
    const row = places[i];
    const own = weights[row];
    const away = instrument[row] - z;
    const rest = outcome[row] - y - effect * (treatment[row] - w);
    labels[at] = own;
    labels[at + 1] = own * away * rest;
    labels[at + 2] = own * away;
    labels[at + 3] = own * away * away;
    labels[at + 4] = away < 0 ? 1 : 0;
    largest = Math.max(largest, Math.abs(rest));
  }
  return largest > 1e-12 * Math.abs(y);
}

function writeGradients({ values, weights }: TreeRows, places: Int32Array, from: number, to: number, labels: Float64Array): boolean {
  const [gradient, hessian] = values;
  for (let i = from, at = 2 * from; i < to; i++, at += 2) {
    const row = places[i];
    labels[at] = weights[row] * hessian[row];
    labels[at + 1] = -weights[row] * gradient[row];
  }
  return true;
}
