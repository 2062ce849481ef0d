import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addAt, countAt, countTree, extremesBetween, placeReaching, prefixTree, widthOf } from './prefix-tree.ts';

it('knows running sums at all times', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(12), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 40 }), fc.nat(12), fc.nat(12), (added, a, b) => {
      const [tree, counts] = [prefixTree(widthOf(13)), countTree(widthOf(13))];
      const [sums, sizes] = [new Array<number>(13).fill(0), new Array<number>(13).fill(0)];
      for (const [place, value] of added) {
        addAt(tree, place, value);
        countAt(counts, place);
        sums[place] += value;
        sizes[place]++;
      }
      const running = (values: readonly number[]) => values.map((_, i) => values.slice(0, i + 1).reduce((x, y) => x + y, 0));
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const into = new Float64Array(2);
      extremesBetween(tree, first, last, into);
      const within = running(sums).slice(first, last + 1);
      expect([...into]).toEqual([Math.max(...within), Math.min(...within)].map((x) => x + 0));
      for (let count = 1; count <= added.length; count++) expect(placeReaching(counts, count)).toBe(running(sizes).findIndex((reached) => reached >= count));
    }),
    { numRuns: 200, seed: 20260705 },
  );
});
