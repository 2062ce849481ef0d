/**
 * What imputed effects are compared with for their error: the mean of their cohort and period, of the periods since their start, or the average that is estimated (Gardner's two stages).
 * With `leaveOut` the unit itself is taken out of that mean.
 */
export type ErrorsAbout = { readonly about: 'cell' | 'relative'; readonly leaveOut?: 'unit' | undefined } | { readonly about: 'average' };

/** A share of a group's squared weights below this is one unit alone. */
const alone = 1e-12;

/**
 * Effects of treated rows less the mean of their group.
 *
 * Model   mean of group g: sum v^2 effect / sum v^2; with the unit left out, what is left is multiplied by sum v^2 / (sum v^2 - v^2), which is the same.
 * Shapes  `groups`: a number of each row; of a unit at most one row in a group, so that rows are units.
 * Source  Borusyak, Jaravel & Spiess (2024), equation 8 and appendix A.9.
 */
export function lessGroupMeans(
  effects: Float64Array,
  weights: Float64Array,
  groups: Int32Array,
  leaveOut: 'unit' | undefined,
): { readonly residuals: Float64Array; readonly singleGroups: number } {
  const count = groups.reduce((most, g) => Math.max(most, g), -1) + 1;
  const [squares, sums, largest] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < groups.length; i++) {
    const square = weights[i] ** 2;
    squares[groups[i]] += square;
    sums[groups[i]] += square * effects[i];
    largest[groups[i]] = Math.max(largest[groups[i]], square);
  }
  const single = squares.map((all, g) => (all - largest[g] <= alone * all ? 1 : 0));
  const residuals = effects.map((effect, i) => {
    const g = groups[i];
    if (squares[g] === 0 || single[g] === 1) return 0;
    const factor = leaveOut === undefined ? 1 : squares[g] / (squares[g] - weights[i] ** 2);
    return (effect - sums[g] / squares[g]) * factor;
  });
  return { residuals, singleGroups: single.reduce((all, one, g) => all + (squares[g] > 0 ? one : 0), 0) };
}
