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
