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
  it('holds on a new audit of the same judge, in 99 of 100', () => {
    const artefact = made();
    const p = Array.from({ length: 100 }, (_, seed) => runSync(answers(100 + seed), calibrationExpiry(artefact, binding)).findings[0]);
    expect(p.filter(({ verdict }) => verdict === 'fail').length).toBeLessThanOrEqual(6);
  });
});
