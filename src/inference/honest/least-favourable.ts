import { bracketedRoot } from '../../math/bracketed-root.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { integral } from '../../math/gauss-legendre.ts';
import type { Polyhedron } from './polyhedron.ts';

/**
 * What the largest vertex exceeds with this chance when all moments are zero in mean; Infinity where none has noise.
 *
 * Model   The vertices are sums f'g of two independent standard normal variables g: the chance that one of them exceeds c is
 *         1 / (2 pi) times the integral over all directions of exp(-c^2 / (2 h^2)), h the largest of f'direction, or zero. No draws: exact to rounding.
 * Source  Craig (1991) for polygons; the critical value is that of Andrews, Roth & Pakes (2023), section 3.3.
 */
export function leastFavourable(polyhedron: Polyhedron, chance: number): number {
  const forms = formsOf(polyhedron);
  const longest = Math.max(...forms.map(([a, b]) => Math.hypot(a, b)));
  if (!(longest > 0)) return Infinity;
  const unit = forms.map(([a, b]): Form => [a / longest, b / longest]);
  const arcs = arcsOf(unit);
  const beyond = (c: number): number => {
    let whole = 0;
    for (const { length, from, to } of arcs) {
      const aside = Math.atan((farAside * length) / c);
      whole += integral((angle) => Math.exp(-((c / (length * Math.cos(angle))) ** 2) / 2), Math.max(from, -aside), Math.min(to, aside));
    }
    return whole / (2 * Math.PI) - chance;
  };
  // No less than the longest form alone, no more than all of them, were they never above c together.
  return longest * bracketedRoot(beyond, -normalQuantile(chance), -normalQuantile(chance / forms.length));
}

/** So many standard deviations aside of a form's own direction its chance is gone, next to what it is there. */
const farAside = 8.6;

type Form = readonly [number, number];

function formsOf({ targetVariance, allowanceVariance, covariance, vertices }: Polyhedron): readonly Form[] {
  // The factor of the two sums' covariance, the noisier one first.
  const first = Math.sqrt(targetVariance);
  const shared = first > 0 ? covariance / first : 0;
  const own = Math.sqrt(Math.max(0, allowanceVariance - shared * shared));
  return vertices.map(({ onTarget, onAllowance }) => [onTarget * first + onAllowance * shared, onAllowance * own]);
}

/** Directions in which one form is the largest, and above zero: as angles from its own direction. */
interface Arc {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

function arcsOf(forms: readonly Form[]): readonly Arc[] {
  return forms.flatMap(([a, b], i): readonly Arc[] => {
    const length = Math.hypot(a, b);
    let [from, to] = [-Math.PI / 2, Math.PI / 2];
    for (const [k, [c, d]] of forms.entries()) {
      // Where (this - other)'direction > 0: half of the circle, around the direction of the difference.
      if (a === c && b === d) {
        if (k < i) return [];
        continue;
      }
      const turn = Math.atan2(a * (b - d) - b * (a - c), a * (a - c) + b * (b - d));
      [from, to] = [Math.max(from, turn - Math.PI / 2), Math.min(to, turn + Math.PI / 2)];
    }
    return length > 0 && to > from ? [{ length, from, to }] : [];
  });
}
