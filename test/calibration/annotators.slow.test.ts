import { describe, expect, it } from 'vitest';
import { type AnnotatorsOptions, annotators } from '../../src/diagnostics/judges/annotators.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { labelOf } from '../../src/protocol/measured-of.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, expectRare, many, shareOf } from './alarms.ts';

const people = ['a', 'b', 'c'];

/** Labels of both arms by three people, of whom one labels little, whichever the arm; `together` rows have the same of them. */
function fails(random: Random, labels: number, together: number, more: Partial<AnnotatorsOptions> = {}): boolean {
  const n = 2 * labels;
  const who = Array.from({ length: Math.ceil(n / together) }, () => (random.uniform() < 0.05 ? 2 : random.bernoulli(0.4)));
  const second = who.map((first) => (random.uniform() < 0.3 ? (first + 1) % 3 : first));
  const at = (i: number): number => Math.floor(i / together);
  const rows = fromColumns({
    z: Array.from({ length: n }, (_, i) => (together === 1 ? i : at(i)) % 2),
    user: Array.from({ length: n }, (_, i) => at(i)),
    ...Object.fromEntries(
      people.map((name, k) => [name, Array.from({ length: n }, (_, i) => (who[at(i)] === k || second[at(i)] === k ? random.normal() : null))]),
    ),
  }).derive({ human: labelOf(people, 'mean') });
  const asked = { outcome: 'quality', human: 'human', annotators: people, assignment: 'z', control: 0, ...more };
  return runSync(rows, annotators(asked)).findings.some(({ check, verdict }) => check === 'annotators-by-arm' && verdict === 'fail');
}

/** A study of labels takes longer than one of counts. */
const [some, few] = [Math.ceil(many / 5), Math.ceil(many / 25)];

describe('people who label both arms alike', () => {
  it.each([15, 60])('raise no more alarms than promised with %i labels an arm', (labels) =>
    expectRare(
      alarmsOf((random) => fails(random, labels, 1), some),
      some,
    ),
  );

  it('raise no more alarms than promised where each labels all answers of a user', () =>
    expectRare(
      alarmsOf((random) => fails(random, 200, 10, { cluster: 'user' }), few),
      few,
    ));

  it('raise alarms in more than one of ten studies where answers of a user are taken for units', () => {
    expect(
      shareOf(
        alarmsOf((random) => fails(random, 200, 10), few),
        few,
      ),
    ).toBeGreaterThan(0.1);
  });
});
