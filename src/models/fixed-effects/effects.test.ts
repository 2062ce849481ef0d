import { describe, expect, it } from 'vitest';
import { draws } from '../../../test/support/dummies.ts';
import { householderQr } from '../../math/householder-qr.ts';
import { codesUpTo, levelGraph, levelsIn, redundantLevels } from './effects.ts';
import { singletons } from './singletons.ts';

describe('singletons', () => {
  it('takes out rows alone in a level, and those that this leaves alone', () => {
    const { kept, count } = singletons([Int32Array.of(0, 0, 1, 1, 2, 2, 2), Int32Array.of(0, 1, 0, 1, 1, 1, 3)]);
    expect([...kept]).toEqual([1, 1, 1, 1, 1, 1, 0]);
    expect(count).toBe(1);
    expect([...singletons([Int32Array.of(0, 1, 1, 2, 2, 3), Int32Array.of(0, 0, 1, 1, 2, 2)]).kept]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is what taking them out again and again comes to', () => {
    for (let seed = 0; seed < 25; seed++) {
      const { codes } = draws(seed, 30);
      const effects = [codes(15), codes(14), codes(9)];
      let rows = Array.from({ length: 30 }, (_, i) => i);
      for (let before = -1; before !== rows.length; ) {
        before = rows.length;
        const here = rows;
        rows = here.filter((i) => effects.every((own) => here.filter((j) => own[j] === own[i]).length > 1));
      }
      const { kept } = singletons(effects);
      expect(Array.from(kept.keys()).filter((i) => kept[i] === 1)).toEqual(rows);
    }
  });
});

describe('redundant levels', () => {
  it('are the components of the graph of two effects', () => {
    const [one, other] = [Int32Array.of(0, 0, 1, 2, 2, 3), Int32Array.of(0, 1, 1, 2, 3, 5)];
    expect([levelGraph(one, other).components, levelGraph(other, one).components, redundantLevels([one, other])]).toEqual([3, 3, 3]);
    const { labels } = levelGraph(one, other);
    expect(labels.map((own) => own.length)).toEqual([4, 6]);
    expect([labels[1][4], new Set([labels[0][0], labels[0][1], labels[1][0], labels[1][1]]).size, new Set(labels[0]).size]).toEqual([-1, 1, 3]);
  });

  it('leave the rank of the dummies', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { codes } = draws(seed, 24);
      const effects = [codes(14), codes(12)];
      const dummies = effects.flatMap((own) =>
        Array.from({ length: codesUpTo(own) }, (_, l) => Float64Array.from(own, (code) => (code === l ? 1 : 0))).filter((d) => d.some((value) => value > 0)),
      );
      expect(levelsIn(effects[0]) + levelsIn(effects[1]) - redundantLevels(effects)).toBe(householderQr(dummies).kept.length);
    }
  });
});
