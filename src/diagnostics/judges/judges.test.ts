import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { type JudgeAgreementOptions, judgeAgreement } from './judge-agreement.ts';
import { type JudgeErrorsOptions, judgeErrors } from './judge-errors.ts';

const n = 400;
const random = stream(12);
const z = Float64Array.from({ length: n }, () => random.bernoulli(0.5));
const words = Float64Array.from({ length: n }, () => random.normal());
const human = Float64Array.from({ length: n }, () => random.normal());
const fair = human.map((h) => h + 0.5 * random.normal());
const swayed = fair.map((f, i) => f + 0.4 * words[i] + 0.3 * z[i]);
const noise = human.map(() => random.normal());
const columns = {
  z,
  words,
  human,
  fair,
  swayed,
  noise,
  same: z,
  nobody: Array.from(human, (_, i) => (i < 1 ? 1 : undefined)),
  oneArm: Array.from(human, (h, i) => (z[i] === 1 ? h : undefined)),
};
const rows = fromColumns(columns);

const errorsOf = (judge: string, changes: Partial<JudgeErrorsOptions> = {}) =>
  runSync(rows, judgeErrors({ judge, human: 'human', assignment: 'z', control: 0, biases: { verbosity: 'words' }, ...changes }));
const agreementOf = (judge: string, changes: Partial<JudgeAgreementOptions> = {}) => runSync(rows, judgeAgreement({ judge, human: 'human', ...changes }));

describe('errors of a judge', () => {
  it('pass where there are none, and are told where there are', () => {
    expect(errorsOf('fair').findings.map((f) => [f.check, f.verdict])).toEqual([
      ['judge-error-by-arm', 'pass'],
      ['judge-bias', 'pass'],
    ]);
    const { findings, exhibits } = errorsOf('swayed');
    expect(findings.map((f) => [f.check, f.verdict, f.about])).toEqual([
      ['judge-error-by-arm', 'warn', { column: 'swayed', arm: '1' }],
      ['judge-bias', 'warn', { column: 'words' }],
    ]);
    expect(exhibits[0].columns.label).toEqual(['verbosity']);
    expect(exhibits[0].columns.value[0] as number).toBeCloseTo(0.4, 1);
  });

  it.each<[string, Partial<JudgeErrorsOptions>, string]>([
    ['a column that is the arm', { biases: { 'self-preference': 'same' } }, 'What sways fair is not told: self-preference cannot be told from the rest.'],
    ['labels in one arm only', { human: 'oneArm' }, 'The errors of fair by z are not told: people scored rows of arm 1 only.'],
    ['one label', { human: 'nobody', biases: {} }, 'The errors of fair by z are not told: people scored rows of arm'],
  ])('are refused: %s', (_, changes, says) => {
    const refused = errorsOf('fair', changes).findings.filter((f) => f.verdict === 'refuse');
    expect(refused.map((f) => f.says).join(' ')).toContain(says);
  });
});

describe('agreement of a judge', () => {
  it('passes a judge that agrees, and doubts one that does not', () => {
    expect(agreementOf('fair').findings).toMatchObject([{ check: 'judge-agreement', verdict: 'pass' }]);
    const [doubt] = agreementOf('noise').findings;
    expect(doubt).toMatchObject({ verdict: 'warn', threshold: 0.667 });
    expect(doubt.says).toMatch(/too little to stand in for people\.$/);
  });

  it('adds kappa for categories, and the area under the curve for labels of 0 and 1', () => {
    const measures = (judge: string, of: string) => agreementOf(judge, { human: of }).exhibits[0].columns.measure;
    expect(measures('same', 'z')).toEqual(['correlation', 'Krippendorff alpha', 'Cohen kappa', 'area under the curve']);
    expect(measures('fair', 'z')).toEqual(['correlation', 'Krippendorff alpha', 'area under the curve']);
    expect(measures('fair', 'human')).toEqual(['correlation', 'Krippendorff alpha']);
  });

  it('needs three audited rows', () => expect(agreementOf('fair', { human: 'nobody' }).findings).toMatchObject([{ verdict: 'refuse', statistic: 1 }]));
});

describe('rows that lie together', () => {
  // Every audited row three times over: copies tell nothing, and their cluster says so.
  const three = (values: ArrayLike<number | undefined>): readonly (number | undefined)[] => Array.from(values).flatMap((x) => [x, x, x]);
  const yes = human.map((h) => (h > 0 ? 1 : 0));
  const copies = fromColumns({
    ...Object.fromEntries(Object.entries({ ...columns, yes }).map(([name, values]) => [name, three(values)])),
    user: three(human.map((_, i) => i)),
  });
  const limits = (says: string): readonly number[] => [...says.matchAll(/\[([-+\d.]+), ([-+\d.]+)\]/g)].flatMap(([, low, high]) => [Number(low), Number(high)]);
  const errors = (relation: typeof rows, more: object) =>
    runSync(relation, judgeErrors({ judge: 'swayed', human: 'human', assignment: 'z', control: 0, ...more })).findings.map(({ says }) => limits(says));
  const agreement = (relation: typeof rows, of: string, more: object) => {
    const { low, high } = runSync(relation, judgeAgreement({ judge: 'fair', human: of, ...more })).exhibits[0].columns as Record<string, number[]>;
    return low.map((l, i) => high[i] - l);
  };

  it('copies of a row tell no more of a judge than the row: errors as if each were there once, and not a third of them', () => {
    const [[low, high]] = errors(rows, {});
    const [[lowest, highest]] = errors(copies, { cluster: 'user' });
    expect((highest - lowest) / (high - low)).toBeCloseTo(1, 1);
    const [[l, h]] = errors(copies, {});
    expect((h - l) / (high - low)).toBeCloseTo(1 / Math.sqrt(3), 1);
  });

  it.each(['human', 'yes'])('nor of agreement with %s: correlation, alpha, area under the curve', (of) => {
    const one = agreement(fromColumns({ ...columns, yes }), of, {});
    const clustered = agreement(copies, of, { cluster: 'user' });
    for (const [i, width] of one.entries()) expect(clustered[i] / width).toBeCloseTo(1, 1.5);
    expect(agreement(copies, of, {})[0] / one[0]).toBeCloseTo(1 / Math.sqrt(3), 1.5);
  });

  it('blocks count where they hold few labels each, as pairs do, and not where they are strata', () => {
    const pair = fromColumns({ ...columns, item: human.map((_, i) => Math.floor(i / 2)), stratum: human.map((_, i) => i % 5) });
    const [plain] = errors(rows, {});
    expect(errors(pair, { blocks: 'item' })[0]).not.toEqual(plain);
    expect(errors(pair, { blocks: 'stratum' })[0]).toEqual(plain);
  });
});
