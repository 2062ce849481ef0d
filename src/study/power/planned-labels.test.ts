import { describe, expect, it } from 'vitest';
import { auditedAnswers } from '../../../test/support/audited-answers.ts';
import { measuredBy } from '../../across/measurement/measured-by.ts';
import type { Finding } from '../../estimate/finding.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { parseStudy } from '../read/parse-study.ts';
import { planPower } from './plan-power.ts';

const study = (planning: string, design = '', sampling = ''): string => `estimand: 1
study: judged
question: Is it better?
data: {file: x.csv}
unit: id
design: {kind: randomized, assignment: z, control: '0'${design}}
treatments: {1: {model: a}}
outcomes:
  quality: {role: primary, better: higher, worthwhile: 0.1, measured: {judge: judge, human: human, halfWidth: 0.085${sampling}}}
analysis: {plannedUnits: 4000, adjust: none}
planning: {${planning}}
`;
// With the weight of nine tenths that these chances give the judge, labels lie so far from what it tells.
const strata = 'audits: {quality: {kinds: {hard: {share: 0.2, error: 1.3}, easy: {share: 0.8, error: 0.294}}}}';
const baseline = 'baselines: {quality: {mean: 0, sd: 1}}';

async function labelsOf(text: string, options: Parameters<typeof planPower>[1] = {}): Promise<Finding | undefined> {
  const { findings } = await planPower(parseStudy(text, 'study.yaml'), options);
  return findings.find(({ check }) => check === 'audit-plan');
}

describe('labels of people, before a study', () => {
  it('are planned by arm and stratum from what is declared', async () => {
    const found = await labelsOf(study(`${baseline}, ${strata}`));
    expect(found).toMatchObject({ verdict: 'pass', about: { column: 'quality' }, threshold: 0.085 });
    expect(found!.says).toMatch(
      /^An interval on quality that reaches 0\.085 to each side takes [\d,]+ labels of people on 4,000 units: \d+ in arm 0 at hard, \d+ in arm 0 at easy, \d+ in arm 1 at hard, \d+ in arm 1 at easy\.$/,
    );
  });

  it('reach the half-width where they are drawn so', async () => {
    const [hard, easy] = [...(await labelsOf(study(`${baseline}, ${strata}`)))!.says.matchAll(/(\d+) in arm 1/g)].map(([, count]) => Number(count));
    const options = { outcome: 'quality', judges: ['judge'], human: 'human', sampling: 'p', assignment: 'z', arms: ['0', '1'], level: 0.95, boundsLevel: 0.95 };
    const reaches = Array.from({ length: 8 }, (_, seed) => {
      const rows = auditedAnswers(seed, [hard / 400, easy / 1_600]);
      const [{ low = 0, high = 0 }] = runSync(
        rows,
        measuredBy(options, (at) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...at })),
      ).estimates[0].interval.pieces;
      return (high - low) / 2;
    });
    expect(Math.abs(reaches.reduce((a, b) => a + b) / reaches.length / 0.085 - 1)).toBeLessThan(0.03);
  });

  it('are more where the judge knows less, and none will do where the units are too few', async () => {
    const counts: number[] = [];
    for (const correlation of [0.9, 0.6, 0]) counts.push((await labelsOf(study(`${baseline}, audits: {quality: {correlation: ${correlation}}}`)))!.statistic!);
    expect(counts[1]).toBeGreaterThan(1.5 * counts[0]);
    expect(counts[2]).toBeGreaterThan(1.2 * counts[1]);
    const few = await labelsOf(study(`${baseline}, ${strata}`), { units: 400 });
    expect(few).toMatchObject({ verdict: 'warn', says: expect.stringContaining('cannot be had: with a label on each of 400 units') });
    expect(await labelsOf(study(`${baseline}, ${strata}`), { units: 12 })).toMatchObject({
      says: expect.stringContaining('is not planned: of 12 units arm 0 at hard has 1'),
    });
  });

  it('are planned from the audits in the data, by the chances that these had', async () => {
    const data = auditedAnswers(3, [0.3, 0.05]);
    const found = await labelsOf(study('', '', ', sampling: p'), { data });
    expect(found!.says).toMatch(/in arm 1 at chance 0\.3 in the data, \d+ in arm 1 at chance 0\.05 in the data\.$/);
    expect((await labelsOf(study(''), { data: auditedAnswers(3, [0.1, 0.1]) }))!.says).toMatch(/: \d+ in arm 0, \d+ in arm 1\.$/);
  });

  it('are not told where nothing is known, or where clusters are assigned', async () => {
    expect(await labelsOf(study(baseline))).toBeUndefined();
    expect(await labelsOf(study(strata))).toBeUndefined();
    const clusters = 'clusters: {size: 10, icc: 0.1}';
    expect(await labelsOf(study(`${baseline}, ${strata}, ${clusters}`, ', randomizedBy: team, cluster: team'))).toBeUndefined();
  });

  it.each([
    ['audits: {qualty: {correlation: 0.8}}', 'planning.audits names "qualty", which is no outcome that a judge scores.'],
    ['audits: {quality: {kinds: {hard: {share: 0.2, error: 1}}}}', 'The kinds of units of "quality" hold 0.2 of the units together.'],
    [
      `${baseline}, audits: {quality: {kinds: {all: {share: 1, error: 1.5}}}}`,
      'labels lie 1.5 from what the judge tells, and the standard deviation of labels is 1.',
    ],
    ['audits: {quality: {correlation: 1}}', 'planning.audits.quality'],
  ])('of a study that says it wrongly are an error: %s', (planning, message) => expect(() => parseStudy(study(planning), 'study.yaml')).toThrow(message));
});
