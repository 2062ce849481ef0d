import { describe, expect, it } from 'vitest';
import { closeMoments } from '../../test/support/moments.ts';
import { fromColumns, type RowValue } from '../engines/memory/from-rows.ts';
import { column } from '../expressions/build.ts';
import { stream } from '../math/random/stream.ts';
import { momentsOf } from '../moments/moments-of.ts';
import type { Covariate } from '../protocol/protocol.ts';
import { runSync } from '../relation/run.ts';
import type { Compared } from './arm-columns.ts';
import { type ArmDesign, armDesign } from './arm-design.ts';

interface Row {
  readonly y: number | null;
  readonly x: number | null;
  readonly g: string | null;
  readonly h: string | null;
  readonly z: number | null;
}

const random = stream(6);
const rows = Array.from(
  { length: 300 },
  (): Row => ({ y: random.normal(), x: 5 + random.normal(), g: 'abc'[random.integer(3)], h: 'uv'[random.integer(2)], z: random.bernoulli(0.5) }),
);
const all: readonly Covariate[] = ['x', { factor: 'g' }, { factor: 'h' }];
const compared: Compared = { assignment: 'z', outcome: { name: 'y', measure: column('y') } };

function designOf(on: readonly Row[], adjust = all, c = compared): ArmDesign {
  const columns = Object.fromEntries((['y', 'x', 'g', 'h', 'z'] as const).map((name) => [name, on.map((row): RowValue => row[name])]));
  return runSync(fromColumns(columns), armDesign(c, adjust));
}

const namesOf = (design: ArmDesign): readonly string[] => design.columns.map(({ name }) => name);
const withMissing = (which: (row: Row, i: number) => boolean, gap: Partial<Row>): readonly Row[] =>
  rows.map((row, i) => (which(row, i) ? { ...row, ...gap } : row));
/** The first so many rows of each arm. */
const firstOf = (perArm: number, from = 0) => {
  const chosen = new Set([0, 1].flatMap((z) => rows.flatMap((row, i) => (row.z === z ? [i] : [])).slice(from, from + perArm)));
  return (_: Row, i: number): boolean => chosen.has(i);
};

describe('armDesign', () => {
  it('has the moments of the expanded rows, arm by arm, from moments by level', () => {
    const { groups, columns, imputed } = designOf(rows);
    expect(columns.map(({ name }) => name)).toEqual(['x', 'g=b', 'g=c', 'h=v']);
    expect(imputed).toEqual([]);
    for (const { key, moments, dropped } of groups) {
      const own = rows.filter(({ z }) => String(z) === key[0]);
      const is = (of: 'g' | 'h', level: string) => Float64Array.from(own, (row) => (row[of] === level ? 1 : 0));
      const numbers = (of: 'y' | 'x') => Float64Array.from(own, (row) => row[of]!);
      closeMoments(moments, momentsOf({ y: numbers('y'), x: numbers('x'), 'g=b': is('g', 'b'), 'g=c': is('g', 'c'), 'h=v': is('h', 'v') }));
      expect(dropped).toBe(0);
    }
  });

  it('counts the units without the outcome, and takes no level from them', () => {
    const design = designOf([...rows, ...rows.slice(0, 9).map((row) => ({ ...row, y: null, g: 'elsewhere' }))]);
    expect(namesOf(design)).toEqual(['x', 'g=b', 'g=c', 'h=v']);
    expect(design.groups.reduce((sum, g) => sum + g.dropped, 0)).toBe(9);
  });

  it('takes levels and missing values from the arms compared alone', () => {
    const others = rows.slice(0, 24).map((row) => ({ ...row, z: 2, g: 'elsewhere', x: null }));
    expect(others).toHaveLength(24);
    expect(namesOf(designOf([...rows, ...others], all, { ...compared, leastUnits: 2 }))).toContain('g=elsewhere');
    const design = designOf([...rows, ...others], all, { ...compared, arms: ['0', '1'] });
    expect([namesOf(design), design.imputed]).toEqual([['x', 'g=b', 'g=c', 'h=v'], []]);
    expect(design.groups.map((g) => g.key[0])).toEqual(['0', '1', '2']);
  });

  describe('of levels with few units in all arms together', () => {
    const few = (level: string, units: number, z?: number): readonly Row[] =>
      rows.slice(0, units).map((row) => ({ ...row, g: level, ...(z !== undefined && { z }) }));
    const joined = (design: ArmDesign) => design.merged.map(({ factor, levels }) => [factor, ...levels]);

    it('makes one, other, whatever arm they are in; one that is not rare stays, to be found out', () => {
      const rare = designOf([...rows, ...few('sometimes', 9), ...few('once', 1), ...few('p', 3)]);
      expect([namesOf(rare), joined(rare)]).toEqual([['x', 'g=b', 'g=c', 'g=other', 'h=v'], [['g', 'once', 'p', 'sometimes']]]);
      expect(joined(designOf([...rows, ...few('treated', 20, 1)]))).toEqual([]);
      // Ten units all treated, and ten half treated: whom chance put where decides nothing.
      for (const z of [0, 1, undefined]) expect(joined(designOf([...rows, ...few('ten', 10, z), ...few('one', 4)]))).toEqual([['g', 'one', 'ten']]);
    });

    it('other takes in the next rarest until it has enough, and what is called so', () => {
      const rare = designOf([...rows, ...few('once', 1)]);
      expect(namesOf(rare)).toEqual(['x', 'g=b', 'g=c', 'h=v']);
      expect(joined(rare)).toEqual([['g', expect.stringMatching(/^[abc]$/), 'once']]);
      expect(joined(designOf([...rows, ...few('once', 4), ...few('other', 60)]))).toEqual([['g', 'once', 'other']]);
      const none = designOf(rows.map((row, i) => ({ ...row, g: i < 5 ? 'rare' : 'usual' })));
      expect([namesOf(none), joined(none)]).toEqual([['x', 'h=v'], [['g', 'rare', 'usual']]]);
    });

    it('has the moments of rows of which they are one, also where covariates are missing', () => {
      const on = [...rows, ...few('sometimes', 9), ...few('once', 4)];
      const other = on.map((row) => ({ ...row, g: row.g === 'once' || row.g === 'sometimes' ? 'other' : row.g }));
      for (const gap of [(row: Row): Row => row, (row: Row, i = 0): Row => (i < 30 ? { ...row, x: null } : row)]) {
        const [joint, named] = [on, other].map((all) => designOf(all.map(gap)));
        expect(namesOf(joint)).toEqual(namesOf(named));
        for (const [i, { moments }] of joint.groups.entries()) closeMoments(moments, named.groups[i].moments);
        expect(joined(joint)).toEqual([['g', 'once', 'sometimes']]);
      }
    });

    it('keeps the blocks of a design, and a factor that tells the arm', () => {
      expect(joined(designOf([...rows, ...few('once', 1)], ['x', { factor: 'g', drawn: true }]))).toEqual([]);
      expect(
        namesOf(designOf([...rows.filter(({ z }) => z === 0), ...few('treated', 3, 1)].map((row) => ({ ...row, g: row.z === 0 ? 'off' : 'on' })))),
      ).toContain('g=on');
    });

    it('so that of studies with 6 % treated hardly any is left without an adjustment', () => {
      const draws = stream(31);
      let unfit = 0;
      for (let study = 0; study < 100; study++) {
        const treated = new Set(Array.from({ length: 24 }, () => draws.integer(400)));
        const on = Array.from(
          { length: 400 },
          (_, i): Row => ({ y: i % 7, x: i % 5, g: i % 10 < 3 ? `l${i % 10}` : `m${i % 3}`, h: 'u', z: treated.has(i) ? 1 : 0 }),
        );
        const { groups, columns } = designOf(on, [{ factor: 'g' }]);
        const levels = columns.map(({ name }) => Math.round(groups[1].moments.mean[groups[1].moments.columns.indexOf(name)] * groups[1].moments.n));
        if (levels.some((units) => units < 2)) unfit++;
      }
      expect(unfit).toBeLessThanOrEqual(4);
    });
  });

  it('fills a missing number with the mean and marks it', () => {
    const gaps = firstOf(5);
    const { groups, columns, imputed } = designOf(withMissing(gaps, { x: null }));
    expect(imputed).toEqual([{ covariate: 'x', units: 10, kind: 'number', indicated: true }]);
    expect(columns.map(({ name }) => name)).toEqual(['x', 'x is missing', 'g=b', 'g=c', 'h=v']);
    const known = rows.filter((row, i) => !gaps(row, i)).map(({ x }) => x!);
    const mean = known.reduce((a, b) => a + b) / known.length;
    const own = rows.flatMap((row, i) => (row.z === 0 ? [gaps(row, i) ? mean : row.x!] : []));
    expect(groups[0].moments.mean[1]).toBeCloseTo(own.reduce((a, b) => a + b) / own.length, 12);
    expect(groups[0].moments.n).toBe(own.length);
  });

  it('fills a missing level with none and marks it', () => {
    const design = designOf(withMissing(firstOf(4), { g: null }));
    expect(namesOf(design)).toEqual(['x', 'g=b', 'g=c', 'g is missing', 'h=v']);
  });

  it('marks only what two units of every arm have in common', () => {
    expect(namesOf(designOf(withMissing(firstOf(1), { x: null })))).not.toContain('x is missing');
    expect(namesOf(designOf(withMissing(firstOf(2), { x: null })))).toContain('x is missing');
    const onlyTreated = withMissing((row, i) => row.z === 1 && i < 50, { x: null });
    expect(namesOf(designOf(onlyTreated))).not.toContain('x is missing');
  });

  it('marks no unit apart from the units that another mark has', () => {
    const both = withMissing(firstOf(6), { x: null, g: null });
    expect(namesOf(designOf(both))).toEqual(['x', 'x is missing', 'g=b', 'g=c', 'h=v']);
    const oneMore = both.map((row, i) => (firstOf(7)(row, i) ? { ...row, g: null } : row));
    expect(namesOf(designOf(oneMore))).not.toContain('g is missing');
    const twoMore = both.map((row, i) => (firstOf(8)(row, i) ? { ...row, g: null } : row));
    expect(namesOf(designOf(twoMore))).toContain('g is missing');
  });

  it('refuses the outcome as its own covariate', () => expect(() => designOf(rows, ['x', 'y'])).toThrow('adjust is "y", the outcome itself'));

  it('asks about covariates alone', () => expect(designOf(rows, all, { assignment: 'z' }).groups[0].moments.columns).toEqual(['x', 'g=b', 'g=c', 'h=v']));
});
