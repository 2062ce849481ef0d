import { stream } from '../../src/math/random/stream.ts';
import type { AdjustedChanges } from '../../src/models/did/adjusted-changes.ts';
import { influencesOf } from '../../src/models/did/influence.ts';
import type { ComparedRefusal } from '../../src/models/did/refused.ts';

/** Units of a panel: the first covariate moves the chance of treatment and the change, the third is binary and moves the change alone. */
export function comparedRows({ units, seed, clusters = units, shared = 0, apart = 0.7 }: ComparedOptions) {
  const random = stream(seed);
  const size = units / clusters;
  const treated = new Uint8Array(units);
  const [change, codes] = [new Float64Array(units), new Int32Array(units)];
  const covariates = [new Float64Array(units), new Float64Array(units), new Float64Array(units)];
  let common = 0;
  for (let i = 0; i < units; i++) {
    if (i % size === 0) common = random.normal();
    codes[i] = Math.floor(i / size);
    const [x, z, paid] = [random.normal(), random.normal(), random.bernoulli(0.4)];
    covariates[0][i] = x;
    covariates[1][i] = z;
    covariates[2][i] = paid;
    treated[i] = random.bernoulli(1 / (1 + Math.exp(1 - apart * x)));
    change[i] = 2 + x + 0.5 * paid + shared * common + treated[i] + random.normal();
  }
  return { treated, covariates, names: ['x', 'z', 'paid'], changes: [change], clusters: { codes, count: clusters } };
}

interface ComparedOptions {
  readonly units: number;
  readonly seed: number;
  readonly clusters?: number;
  /** How much units of a cluster have in common. */
  readonly shared?: number;
  /** How much the treated differ. */
  readonly apart?: number;
}

/** An effect on the treated, and what each row has to do with its error. */
export interface AdjustedChange {
  readonly estimate: number;
  readonly influence: Float64Array;
}

export function estimated(
  found: AdjustedChanges | ComparedRefusal,
): AdjustedChanges & { readonly changes: readonly AdjustedChange[]; readonly loading: Float64Array } {
  if (found.kind === 'refused') throw new Error(`refused: ${JSON.stringify(found.reason)}`);
  const { loading, influences } = influencesOf(found.fitted);
  return { ...found, changes: influences.map((influence, o) => ({ estimate: found.estimates[o], influence })), loading };
}
