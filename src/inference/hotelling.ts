import { choleskyFactor, choleskySolve } from '../math/cholesky.ts';
import { fTail } from '../math/distributions/f.ts';
import { dot } from '../math/dot.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';

/**
 * Hotelling's test that no mean differs: exact for normal covariates, and honest with few units for the covariates, where a chi-square is not. Undefined when
 * the covariates repeat each other or leave no freedom.
 *
 * Source  Hotelling (1931), Annals of Mathematical Statistics 2.
 */
export function hotelling(treatment: Moments | undefined, control: Moments | undefined): { pValue: number } | undefined {
  if (!treatment || !control) return undefined;
  const names = treatment.columns.filter((name) => comomentOf(treatment, name, name) + comomentOf(control, name, name) > 0);
  const [units, k] = [treatment.n + control.n, names.length];
  if (k === 0 || units - k - 1 < 1) return undefined;
  const pooled = (a: string, b: string): number =>
    ((comomentOf(treatment, a, b) + comomentOf(control, a, b)) / (units - 2)) * (1 / treatment.n + 1 / control.n);
  const scale = names.map((name) => Math.sqrt(pooled(name, name)));
  const factor = choleskyFactor(Float64Array.from(names.flatMap((a, i) => names.map((b, j) => pooled(a, b) / (scale[i] * scale[j])))), k);
  if (!factor || names.some((_, i) => factor[i * k + i] < 1e-6)) return undefined;
  const d = Float64Array.from(names, (name, i) => (meanOf(treatment, name) - meanOf(control, name)) / scale[i]);
  const squared = dot(choleskySolve(factor, d), d);
  return { pValue: fTail((squared * (units - k - 1)) / ((units - 2) * k), k, units - k - 1) };
}
