import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { labelOf } from '../../src/protocol/measured-of.ts';
import type { Draws } from './draws.ts';

/** What three people find beyond what is there: the second is stricter, the third milder. */
const shifts = [0, -0.6, 0.4];
const names = ['a', 'b', 'c'];
/** Standard deviations of an answer, of the judge about it, and of a label about it. */
const [spread, ofJudge, ofPeople] = [1, 0.7, 0.5];
const effect = 0.25;

/** Whether a person looks at an audited answer of an arm. */
type Looks = (person: number, arm: number) => number;

interface Seen {
  readonly z: readonly number[];
  readonly judge: readonly number[];
  readonly labels: readonly (readonly (number | null)[])[];
}

/** Two arms of answers that a judge scores, of which the first so many of each are audited, by at least one of three people. */
function seen(replication: number, units: number, audited: number, looks: Looks): Seen {
  const random = stream(7_800_000, replication);
  const rows = Array.from({ length: 2 * units }, (_, i) => {
    const z = i % 2;
    const there = effect * z + spread * random.normal();
    const judge = there + 0.3 * z + ofJudge * random.normal();
    const first = random.integer(3);
    const labels = shifts.map((shift, k) => {
      const label = there + shift + ofPeople * random.normal();
      const looked = random.uniform() < looks(k, z) || (k === first && looks(k, 0) === looks(k, 1));
      return i < 2 * audited && looked ? label : null;
    });
    return { z, judge, labels };
  });
  return { z: rows.map((row) => row.z), judge: rows.map((row) => row.judge), labels: names.map((_, k) => rows.map((row) => row.labels[k])) };
}

const wide = ({ z, judge, labels }: Seen) =>
  fromColumns({ z, judge, ...Object.fromEntries(names.map((name, k) => [name, labels[k]])) }).derive({ human: labelOf(names, 'mean') });

/** One to three people look at an audited answer, whichever its arm. */
export const labelledBySome = (units: number, audited: number): Draws => ({
  truth: () => effect,
  rows: (replication) => wide(seen(replication, units, audited, () => 0.4)),
});

/** The strict one looks at most answers of control, the mild one at most of the new model. */
export const labelledByArm = (units: number, audited: number): Draws => ({
  truth: () => effect,
  rows: (replication) => wide(seen(replication, units, audited, (person, arm) => [0.3, arm === 0 ? 0.8 : 0.2, arm === 0 ? 0.2 : 0.8][person])),
});

/** A row for each label, and one for each answer that nobody looked at: of an audited answer a row for each of the three. */
export const labelledInRows = (units: number, audited: number): Draws => ({
  truth: () => effect,
  rows: (replication) => {
    const { z, judge, labels } = seen(replication, units, audited, () => 1);
    const rows = z.flatMap((arm, id) =>
      labels[0][id] === null ? [{ id, z: arm, judge: judge[id], human: null }] : labels.map((of) => ({ id, z: arm, judge: judge[id], human: of[id] })),
    );
    return fromColumns({ id: rows.map((r) => r.id), z: rows.map((r) => r.z), judge: rows.map((r) => r.judge), human: rows.map((r) => r.human) });
  },
});

/** Krippendorff's alpha of two people who look at every audited answer. */
export const twoPeople = (audited: number): Draws => ({
  // Of the first and the second: what lies between them counts as disagreement.
  truth: () => {
    const apart = shifts[0] - shifts[1];
    return 1 - (ofPeople ** 2 + apart ** 2 / 2) / (spread ** 2 + ofPeople ** 2 + apart ** 2 / 4);
  },
  rows: (replication) => wide(seen(replication, audited, audited, () => 1)),
});

/** Right or wrong, by three people who are right in 85 of 100: most of them are in 94. */
export const labelledByMost = (units: number, audited: number): Draws => {
  const most = 0.85 ** 3 + 3 * 0.85 ** 2 * 0.15;
  return {
    truth: () => 0.1 * (2 * most - 1),
    rows: (replication) => {
      const random = stream(7_810_000, replication);
      const rows = Array.from({ length: 2 * units }, (_, i) => {
        const z = i % 2;
        const right = random.bernoulli(0.5 + 0.1 * z);
        const said = (chance: number): number => (random.uniform() < chance ? right : 1 - right);
        const judge = said(0.8);
        const labels = names.map(() => said(0.85));
        return { z, judge, labels: labels.map((label) => (i < 2 * audited ? label : null)) };
      });
      const columns = Object.fromEntries(names.map((name, k) => [name, rows.map((row) => row.labels[k])]));
      return fromColumns({ z: rows.map((r) => r.z), judge: rows.map((r) => r.judge), ...columns }).derive({ human: labelOf(names, 'majority') });
    },
  };
};
