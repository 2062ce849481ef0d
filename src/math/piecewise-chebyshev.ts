const nodes = 16;

/**
 * A function that answers like f, which is smooth and dear: f is asked at 16 Chebyshev points of every piece of length one that is met,
 * and interpolated between.
 *
 * Source    Berrut & Trefethen (2004), Barycentric Lagrange interpolation, SIAM Review 46.
 */
export function piecewiseChebyshev(f: (x: number) => number): (x: number) => number {
  const pieces = new Map<number, Float64Array>();
  const places = Float64Array.from({ length: nodes }, (_, k) => (1 - Math.cos(((2 * k + 1) * Math.PI) / (2 * nodes))) / 2);
  const weights = Float64Array.from({ length: nodes }, (_, k) => (k % 2 === 0 ? 1 : -1) * Math.sin(((2 * k + 1) * Math.PI) / (2 * nodes)));
  return (x) => {
    const piece = Math.floor(x);
    let values = pieces.get(piece);
    if (values === undefined) {
      values = places.map((place) => f(piece + place));
      pieces.set(piece, values);
    }
    let [above, below] = [0, 0];
    for (let k = 0; k < nodes; k++) {
      const away = x - piece - places[k];
      if (away === 0) return values[k];
      above += (weights[k] / away) * values[k];
      below += weights[k] / away;
    }
    return above / below;
  };
}
