import { type AskMeasured, measuredBy } from '../../../src/across/measurement/measured-by.ts';
import { measurement } from '../../../src/across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../../src/across/measurement/options.ts';
import { judgeErrors } from '../../../src/diagnostics/judges/judge-errors.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column } from '../../../src/expressions/build.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, below, type Expected, interval, nominal, type Scenario, shown, silent } from '../case.ts';
import { judged, judgedActively, judgedBinary, judgedTeams } from '../draws-judges.ts';

const contrast = { outcome: 'quality', assignment: 'new_model', control: 0 };
const scores: MeasurementOptions = { outcome: 'quality', judges: ['llm_judge_score'], human: 'human_score', assignment: 'new_model', arms: ['0', '1'] };
const binary: MeasurementOptions = { outcome: 'quality', judges: ['judge'], human: 'human', assignment: 'z', arms: ['0', '1'] };
const levels = { level: 0.95, boundsLevel: 0.95 };
const calibration = { by: 'calibration', using: ['verbosity', 'prompt_difficulty'] } as const;

const asItt: AskMeasured = (asked) => itt({ ...contrast, ...asked });
const asBinary: AskMeasured = (asked) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...asked });

/** An effect measured by judge and audit, and how often its interval holds the effect on what people say. */
const measured = (name: string, o: MeasurementOptions, expected: Expected = nominal(), ask = asItt): Asked => ({
  ask: () => measuredBy({ ...o, ...levels }, ask),
  checks: [interval(name, 'itt', expected)],
});

/** The measure asked for at the levels themselves, as if the audit were large, or taken for data altogether. */
function* unwidened(o: MeasurementOptions, of: 'measure' | 'plugIn'): Asking<Answer> {
  const found = yield* measurement(o);
  if ('refused' in found) return { estimates: [], findings: [found.refused], exhibits: [] };
  return yield* itt({ ...contrast, measure: found[of] });
}

const naive = (name: string, ask: Asked['ask'], expected: Expected): Asked => ({ ask, checks: [interval(name, 'itt', expected)] });

export const scenarios: readonly Scenario[] = [
  {
    name: 'a judge that likes words, 1 in 8 of 3,000 answers audited',
    draws: judged(3_000),
    asked: [
      measured('ppi++', scores),
      measured('ppi', { ...scores, by: 'ppi' }),
      measured('calibration', { ...scores, ...calibration }),
      measured('ppi++, adjusted-itt', scores, nominal(), (asked) => adjustedItt({ ...contrast, adjust: ['prompt_difficulty'], ...asked })),
      measured('ppi++ with words as a second judge', { ...scores, judges: ['llm_judge_score', 'verbosity'] }),
      naive('calibrated scores taken for data', () => unwidened({ ...scores, ...calibration }, 'plugIn'), below(0.8)),
      naive('the judge alone', () => itt({ ...contrast, outcome: 'llm_judge_score' }), below(0.2)),
    ],
  },
  {
    name: 'a judge that likes words, some 12 labels an arm',
    draws: judged(600, { auditShare: 0.04 }),
    asked: [
      measured('ppi++', scores),
      measured('ppi', { ...scores, by: 'ppi' }),
      naive('ppi++ by normal quantiles', () => unwidened(scores, 'measure'), shown),
    ],
  },
  {
    name: 'a judge that likes words, low scores audited eight times as often',
    draws: judgedActively(3_000),
    asked: [
      measured('ppi++, probabilities known', { ...scores, sampling: 'p' }),
      measured('ppi++, probabilities ignored', scores, shown),
      naive('the labels alone, probabilities ignored', () => itt({ ...contrast, outcome: 'human_score' }), below(0.9)),
    ],
  },
  {
    name: 'right or wrong, a judge that lets more errors of the new model pass',
    draws: judgedBinary(4_000),
    asked: [
      measured('rogan-gladen', { ...binary, by: 'rogan-gladen' }, nominal(), asBinary),
      measured('ppi++', binary, nominal(), asBinary),
      measured('rogan-gladen, errors pooled', { ...binary, by: 'rogan-gladen', errors: 'pooled' }, below(0.9), asBinary),
      naive('the judge alone', () => itt({ outcome: 'judge', assignment: 'z', control: 0 }), below(0.6)),
    ],
  },
  {
    name: 'judged messages of users in 60 teams, which are assigned as a whole',
    least: 400,
    draws: judgedTeams(60, 20),
    asked: [
      measured('ppi++, clustered itt', binary, nominal(), (asked) => itt({ outcome: 'quality', assignment: 'z', control: 0, cluster: 'team', ...asked })),
      {
        ask: () =>
          measuredBy({ ...binary, ...levels }, ({ measure, ...at }) =>
            ratioEffect({ outcome: 'quality', numerator: measure, denominator: column('messages'), assignment: 'z', control: 0, cluster: 'team', ...at }),
          ),
        checks: [interval('ppi++, ratio-effect per message', 'per-message')],
      },
      measured('ppi++, clusters ignored', binary, below(0.9), asBinary),
    ],
  },
  {
    name: 'a fair judge',
    draws: judged(3_000, { verbosityBias: 0, modelBias: 0 }),
    asked: [
      {
        ask: () => judgeErrors({ judge: 'llm_judge_score', human: 'human_score', assignment: 'new_model', control: 0 }),
        checks: [{ name: 'judge-errors by arm', hit: silent(0.05), expected: nominal() }],
      },
    ],
  },
];
