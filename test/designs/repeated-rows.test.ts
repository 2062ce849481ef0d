import { expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Design } from '../../src/protocol/design.ts';
import { designs } from '../../src/study/designs.ts';
import { analyze } from '../../src/study.ts';
import { read } from './studies/changed.ts';
import { fixtureOf, kindOf } from './studies/fixtures.ts';

const ofUnits = (designs as readonly Design[]).filter((design) => {
  const { text } = fixtureOf(kindOf(design));
  const { study } = read(text);
  return study.unit !== undefined && design.grain(study) === 'unit';
});

it('is asked of every design whose rows are units', () => {
  expect(ofUnits.map(kindOf)).toEqual(expect.arrayContaining(['randomized', 'opt-in', 'threshold']));
});

it.each(ofUnits.map(kindOf))('rows of one unit are not taken for units: %s', async (kind) => {
  const { text, columns } = fixtureOf(kind);
  // Each unit once more, as a join that went wrong would have it.
  const twice = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values instanceof Float64Array ? Float64Array.of(...values, ...values) : [...values, ...values]]),
  );
  await expect(analyze(read(text), { data: fromColumns(twice) })).rejects.toMatchObject({ code: 'unit-repeats' });
});
