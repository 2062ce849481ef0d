import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { CalibrationArtefact } from '../../protocol/calibration.ts';
import { runSync } from '../../relation/run.ts';
import type { JudgeParameters } from '../../scenarios/judge-scores/rules.ts';
import { judgeScores } from '../../scenarios.ts';
import { calibrationArtefact, calibrationExpiry } from './calibration-artefact.ts';

const binding = { version: 'judge@1', rubric: 'quality@1', population: 'answers of September' };
const answers = (seed: number, changed: Partial<JudgeParameters> = {}) => fromColumns(judgeScores.simulate({ n: 4_000, seed, ...changed }).columns);
const made = (): CalibrationArtefact =>
  runSync(answers(1), calibrationArtefact({ judge: 'llm_judge_score', human: 'human_score', using: ['verbosity'], ...binding }));

describe('a calibration as a file', () => {
  it('survives JSON, and says what it is bound to', () => {
    const artefact = made();
    expect(JSON.parse(JSON.stringify(artefact))).toEqual(artefact);
    expect(artefact).toMatchObject({ kind: 'estimand-calibration', schemaVersion: 1, ...binding, terms: ['(intercept)', 'llm_judge_score', 'verbosity'] });
    expect(artefact.covariance).toHaveLength(9);
  });

  it('has expired when the judge has come to like words more, or noise', () => {
    for (const changed of [{ verbosityBias: 0.8 }, { modelBias: 1.5 }]) {
      const [finding] = runSync(answers(7, changed), calibrationExpiry(made(), binding)).findings;
      expect(finding).toMatchObject({ check: 'calibration-expiry', verdict: 'fail' });
      expect(finding.says).toMatch(/it has expired\.$/);
    }
  });

  it('is another one under another version, rubric or population', () => {
    const { findings } = runSync(answers(2), calibrationExpiry(made(), { ...binding, version: 'judge@2', population: 'answers of October' }));
    expect(findings.filter((f) => f.check === 'calibration-binding').map((f) => f.says)).toEqual([
      'The calibration of llm_judge_score is of version "judge@1", and the audit of "judge@2".',
      'The calibration of llm_judge_score is of population "answers of September", and the audit of "answers of October".',
    ]);
  });

  it('needs an audit that tells its terms apart', () => {
    const asked = calibrationArtefact({ judge: 'llm_judge_score', human: 'human_score', using: ['llm_judge_score'], ...binding });
    expect(() => runSync(answers(1), asked)).toThrow('tells (intercept), llm_judge_score, llm_judge_score apart');
  });
});
