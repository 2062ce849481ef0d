import { type Problem, placesOf, type Shape, sidesOf, slackOf } from './problem.ts';

/** A tree without cuts that change nothing: of which one side alone would do as well for all. */
export function pruned(problem: Problem, shape: Shape): Shape {
  const slack = slackOf(problem);
  const within = (part: Shape, rows: Int32Array): Shape => {
    if (part.kind === 'leaf') return part;
    const sides = sidesOf(problem.orderings[part.ordering], part.code, rows);
    const [left, right] = [within(part.left, sides.left), within(part.right, sides.right)];
    const alone = [left, right].find((side) => sumUnder(problem, side, rows) >= part.value - slack);
    return alone ?? { ...part, left, right };
  };
  return within(shape, placesOf(problem));
}

/** What a tree brings some rows. */
export function sumUnder({ gains, orderings }: Problem, shape: Shape, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) {
    let at = shape;
    while (at.kind === 'cut') at = orderings[at.ordering].codes[row] <= at.code ? at.left : at.right;
    sum += gains[at.arm][row];
  }
  return sum;
}
