/** Chances of the counts `from`, `from + 1`, ... of a binomial distribution; those of all other counts are negligible. */
export interface BinomialMass {
  readonly from: number;
  readonly chances: Float64Array;
  /** `below[i]`: the chance of a count under `from + i`; one longer than `chances`. */
  readonly below: Float64Array;
}

/**
 * The counts that matter of `n` draws: chances by their ratios outwards from the likeliest count, divided by their sum. No factorial is taken, so that nothing
 * cancels with many draws. Counts further out than eight standard deviations and forty are left out: by Bernstein's inequality they have a chance below 1e-12.
 */
export function binomialMass(n: number, chance: number): BinomialMass {
  if (!(chance > 0 && chance < 1)) return { from: chance > 0 ? n : 0, chances: Float64Array.of(1), below: Float64Array.of(0, 1) };
  const odds = chance / (1 - chance);
  const likeliest = Math.min(n, Math.floor((n + 1) * chance));
  const reach = Math.ceil(8 * Math.sqrt(n * chance * (1 - chance))) + 40;
  const from = Math.max(0, likeliest - reach);
  const to = Math.min(n, likeliest + reach);
  const chances = new Float64Array(to - from + 1);
  chances[likeliest - from] = 1;
  let total = 1;
  for (let x = likeliest; x < to; x++) total += chances[x + 1 - from] = chances[x - from] * ((n - x) / (x + 1)) * odds;
  for (let x = likeliest; x > from; x--) total += chances[x - 1 - from] = (chances[x - from] * (x / (n - x + 1))) / odds;
  const below = new Float64Array(chances.length + 1);
  for (let i = 0; i < chances.length; i++) {
    chances[i] /= total;
    below[i + 1] = below[i] + chances[i];
  }
  return { from, chances, below };
}

/** The chance of a count of `most` or fewer. */
export function chanceUpTo({ from, below }: BinomialMass, most: number): number {
  return below[Math.min(below.length - 1, Math.max(0, most - from + 1))];
}
