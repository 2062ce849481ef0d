import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random/stream.ts';
import { estimand, folderWith, remove } from '../support/command-line.ts';

const study = `estimand: 1
study: several-people
question: Is the new model better, as two people see it?
data: {file: answers.csv}
unit: id
design: {kind: randomized, assignment: model, control: old}
treatments: {new: {model: m@2}}
outcomes:
  helpful:
    role: primary
    better: higher
    worthwhile: 0.3
    measured: {judge: judge, human: [label_a, label_b], sampling: chance, halfWidth: 0.15}
analysis: {plannedUnits: 2000, adjust: none}
decide: {launch: [primary-positive]}
`;

/** Answers as a file: hard ones are audited three times as often, by one person or both. */
function answers(): string {
  const random = stream(44);
  const lines = Array.from({ length: 2_000 }, (_, i) => {
    const isHard = random.uniform() < 0.25;
    const chance = isHard ? 0.3 : 0.1;
    const there = 0.6 * (i % 2) + random.normal();
    const audited = random.uniform() < chance;
    const draw = random.uniform();
    const label = (shift: number, looks: boolean): string => {
      const said = (there + shift + 0.4 * random.normal()).toFixed(3);
      return audited && looks ? said : '';
    };
    const judge = there + (isHard ? 1 : 0.3) * random.normal();
    return [i, i % 2 === 0 ? 'old' : 'new', judge.toFixed(3), label(0, draw < 0.7), label(-0.4, draw > 0.3), chance].join(',');
  });
  return ['id,model,judge,label_a,label_b,chance', ...lines].join('\n');
}

let folder = '';
beforeAll(() => {
  folder = folderWith({ 'study.yaml': study, 'answers.csv': answers() });
});
afterAll(() => remove(folder));

describe('a study file with several people', () => {
  it('is analysed, with how far they agree, who labelled what, and labels by arm and chance', async () => {
    const { exitCode, stdout, stderr } = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out', '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    const result = JSON.parse(stdout);
    const said = (check: string): { verdict: string; says: string } => result.findings.find((f: { check: string }) => f.check === check);
    expect(result.decision.verdict).toBe('launch');
    expect(said('annotator-agreement')).toMatchObject({
      verdict: 'pass',
      says: expect.stringContaining('label_a, label_b agree on helpful by Krippendorff alpha'),
    });
    expect(said('annotators-by-arm').verdict).toBe('pass');
    expect(said('audit-plan').says).toMatch(
      /\d+ in arm old at chance 0\.3, \d+ in arm old at chance 0\.1, \d+ in arm new at chance 0\.3, \d+ in arm new at chance 0\.1\.$/,
    );
    expect(result.study.outcomes[0].measured.human).toBe('mean of label_a, label_b');
  });

  it('is planned from the labels that there are', async () => {
    const { exitCode, stdout } = await estimand(folder, 'power', '@study.yaml', '--json');
    expect(exitCode).toBe(0);
    const { findings } = JSON.parse(stdout);
    const plan = findings.find((f: { check: string }) => f.check === 'audit-plan');
    expect(plan.says).toMatch(/^An interval on helpful that reaches 0\.15 to each side takes [\d,]+ labels of people on 2,000 units: /);
  });

  it('names the line of a person who has no column', async () => {
    const at = folderWith({ 'study.yaml': study.replace('label_b]', 'label_c]'), 'answers.csv': answers() });
    const { exitCode, stderr } = await estimand(at, 'analyze', '@study.yaml', '--out', '@out');
    remove(at);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('study.yaml:13');
    expect(stderr).toContain('label_c');
  });
});
