import { describe, expect, it } from 'vitest';
import type { StudyResult } from '../../src/study/result.ts';
import { analysed, measured } from '../support/judged-study.ts';

const bound = `${measured}, version: judge@4, rubric: quality@2, population: answers`;
const artefactIn = ({ exhibits }: StudyResult): string => String(exhibits.find(({ id }) => id === 'judge-calibration:llm_judge_score')!.columns.calibration[0]);
const verdicts = ({ findings }: StudyResult) => findings.filter(({ check }) => check.startsWith('calibration')).map(({ check, verdict }) => [check, verdict]);

describe('the calibration of a judge in a study', () => {
  it('is written out where judge and rubric have versions, and then only', async () => {
    const result = await analysed({ measured: bound });
    expect(JSON.parse(artefactIn(result))).toMatchObject({ kind: 'estimand-calibration', version: 'judge@4', rubric: 'quality@2', population: 'answers' });
    expect(result.findings.find(({ check }) => check === 'judge-calibration')).toMatchObject({ verdict: 'pass', about: { column: 'llm_judge_score' } });
    expect((await analysed()).exhibits.some(({ id }) => id.startsWith('judge-calibration'))).toBe(false);
  });

  it('holds on the audit that it is of, and not for another version or when it has moved', async () => {
    const kept = artefactIn(await analysed({ measured: bound }));
    expect(verdicts(await analysed({ measured: `${bound}, calibration: ${kept}` }))).toEqual([['calibration-expiry', 'pass']]);
    expect(verdicts(await analysed({ measured: `${bound.replace('judge@4', 'judge@5')}, calibration: ${kept}` }))).toEqual([
      ['calibration-binding', 'fail'],
      ['calibration-expiry', 'pass'],
    ]);
    const moved = { ...JSON.parse(kept), coefficients: [1, 0.1] };
    expect(verdicts(await analysed({ measured: `${bound}, calibration: ${JSON.stringify(moved)}` }))).toEqual([['calibration-expiry', 'fail']]);
  });

  it('is refused where its numbers do not fit its terms', async () => {
    const broken = { ...JSON.parse(artefactIn(await analysed({ measured: bound }))), covariance: [1] };
    const study = () => analysed({ measured: `${bound}, calibration: ${JSON.stringify(broken)}` });
    expect(study).toThrow('It must be a calibration with a coefficient a term, as an analysis wrote it');
  });
});
