import { type Dice, times } from '../dice.ts';
import { nestedFrom, numberFrom, valueFrom, wordFrom } from './values.ts';

type Group = Record<string, unknown>;
type Branch = Group | unknown[];

interface Place {
  readonly parent: Branch;
  readonly key: string;
}

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

/** Every place in a tree. */
export function placesIn(tree: unknown): readonly Place[] {
  if (!isBranch(tree)) return [];
  return Object.keys(tree).flatMap((key) => [{ parent: tree, key }, ...placesIn((tree as Group)[key])]);
}

const valueAt = ({ parent, key }: Place): unknown => (parent as Group)[key];

function set({ parent, key }: Place, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

type Change = (place: Place, others: readonly Place[], dice: Dice) => void;

const changes: readonly Change[] = [
  remove,
  (place, _, dice) => set(place, valueFrom(dice)),
  (place, _, dice) => set(place, valueFrom(dice)),
  (place, others, dice) => set(place, structuredClone(valueAt(dice.pick(others)))),
  // The same key of another study, where it has one: what stands there is of the right kind.
  (place, others, dice) => {
    const same = others.filter(({ key }) => key === place.key);
    if (same.length > 0) set(place, structuredClone(valueAt(dice.pick(same))));
  },
  (place, others, dice) => {
    const { key, parent } = dice.pick(others);
    if (!Array.isArray(place.parent) && !Array.isArray(parent)) set({ parent: place.parent, key }, structuredClone((parent as Group)[key]));
  },
  (place, _, dice) => {
    if (!Array.isArray(place.parent)) set({ parent: place.parent, key: wordFrom(dice) }, valueAt(place));
    if (dice.once(2)) remove(place);
  },
  (place) => set(place, [valueAt(place)]),
  (place) => set(place, { [place.key]: valueAt(place) }),
  (place, _, dice) => {
    const value = valueAt(place);
    if (Array.isArray(value))
      value.splice(dice.below(value.length + 1), 0, ...times(1 + dice.below(3), () => (value.length > 0 ? dice.pick(value) : valueFrom(dice))));
    // A group may hold a key of the name that makes text of it.
    else set(place, typeof value === 'object' && value !== null ? '[object Object]' : String(value));
  },
  (place, _, dice) => {
    if (dice.once(8)) set(place, nestedFrom(dice));
  },
];

/** A copy of a tree with one or two of its numbers others: a study that is sound but for its sizes. */
export function withOtherNumbers(tree: unknown, dice: Dice): unknown {
  const copy = structuredClone(tree);
  const numbers = placesIn(copy).filter((place) => typeof valueAt(place) === 'number');
  for (let i = dice.below(2); i >= 0 && numbers.length > 0; i--) set(dice.pick(numbers), numberFrom(dice));
  return copy;
}

/** A copy of a tree with up to three places changed; others are places of trees of the same kind, from which parts are taken. */
export function mutatedTree(tree: unknown, other: unknown, dice: Dice): unknown {
  const copy = structuredClone(tree);
  const others = placesIn(other);
  for (let i = dice.once(2) ? 0 : dice.below(3); i >= 0; i--) {
    const places = placesIn(copy);
    if (places.length > 0 && others.length > 0) dice.pick(changes)(dice.pick(places), others, dice);
  }
  return copy;
}
