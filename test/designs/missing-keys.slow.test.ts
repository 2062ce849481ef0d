import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { placesIn } from '../fuzz/mutate/tree.ts';
import { changed, read } from './studies/changed.ts';
import { designs, fixtureOf, kindOf } from './studies/fixtures.ts';

/** What is said of a study without the part at one place, for every place in it. */
function saidWithout(text: string): readonly string[] {
  const paths = placesIn(parse(text)).length;
  return Array.from({ length: paths }, (_, i) => {
    const tree: unknown = parse(text);
    const { parent, key } = placesIn(tree)[i];
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    try {
      read(JSON.stringify(tree));
      return '';
    } catch (error) {
      return error instanceof EstimandError ? error.message : `no words: ${error}`;
    }
  });
}

it.each(designs.map(kindOf))('what is missing from a study of the design %s is asked for in our own words', (kind) => {
  const { text, written } = fixtureOf(kind);
  const said = [{}, ...written].flatMap((sets) => saidWithout(changed(text, sets))).filter((message) => message !== '');
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter((message) => /Invalid input|expected|undefined|no words/.test(message))).toEqual([]);
});
