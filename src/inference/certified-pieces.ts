import type { Piece } from '../estimate/estimate.ts';

/** Is an angle inside the set, and how far can the angle move at least before that changes? */
export interface Look {
  readonly inside: boolean;
  readonly margin: number;
}

/** Pieces and gaps narrower than this angle may be missed; wider ones never are. */
const finest = 1e-5;

/**
 * The set of all t = tan(angle) that are inside, from -infinity to infinity, whatever its shape: each look certifies an angle around it without a change,
 * and a change is bisected to rounding.
 */
export function certifiedPieces(look: (angle: number) => Look): readonly Piece[] {
  const end = Math.PI / 2;
  const ends: number[] = [];
  let angle = -end;
  let here = look(angle);
  const startsInside = here.inside;
  while (angle < end) {
    const next = Math.min(end, angle + Math.max(here.margin, finest));
    const there = look(next);
    if (there.inside !== here.inside) ends.push(Math.tan(change(look, angle, next, here.inside)));
    [angle, here] = [next, there];
  }
  return piecesBetween(ends, startsInside);
}

function change(look: (angle: number) => Look, from: number, to: number, inside: boolean): number {
  let [low, high] = [from, to];
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (look(middle).inside === inside) low = middle;
    else high = middle;
  }
  return high;
}

function piecesBetween(ends: readonly number[], startsInside: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let open: Piece | undefined = startsInside ? {} : undefined;
  for (const at of ends) {
    if (open) pieces.push({ ...open, high: at });
    open = open ? undefined : { low: at };
  }
  return open ? [...pieces, open] : pieces;
}
