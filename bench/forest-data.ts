import { stream } from '../src/math/random/stream.ts';

/** Units with columns of normal numbers: the first moves the chance of treatment, the second the effect, the third the outcome; with what is to be expected of each. */
export function drawUnits(units: number, width: number) {
  const random = stream(1);
  const columns = Array.from({ length: width }, (_, c) => ({ name: `x${c + 1}`, values: Float64Array.from({ length: units }, () => random.normal()) }));
  const [first, second, third] = columns.map((column) => column.values);
  const treatmentHat = first.map((x) => 1 / (1 + Math.exp(-x)));
  const treatment = treatmentHat.map((chance) => random.bernoulli(chance));
  const effect = second.map((x) => Math.max(x, 0));
  const outcomeHat = third.map((x, i) => x + effect[i] * (treatmentHat[i] - 0.5));
  const outcome = outcomeHat.map((mean, i) => mean + (treatment[i] - treatmentHat[i]) * effect[i] + random.normal());
  return { features: { units, columns }, outcome, treatment, outcomeHat, treatmentHat, effect };
}
