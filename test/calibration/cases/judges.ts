import { armsFreedom, armsMeasure } from '../../../src/across/measurement/arm-measure.ts';
import { look } from '../../../src/across/measurement/look.ts';
import { type AskMeasured, measuredBy } from '../../../src/across/measurement/measured-by.ts';
import { measurement } from '../../../src/across/measurement/measurement.ts';
import { type MeasurementOptions, resolved } from '../../../src/across/measurement/options.ts';
import { fixedSlopes, rectifiedArm } from '../../../src/across/measurement/rectified.ts';
import { auditLevels, underAudit } from '../../../src/across/measurement/small-audit.ts';
import { judgeErrors } from '../../../src/diagnostics/judges/judge-errors.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column } from '../../../src/expressions/build.ts';
import { usualLevels } from '../../../src/inference/wald.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Expected, interval, lower, nominal, type Scenario, shown, silent, upper } from '../case.ts';
import { judged, judgedActively, judgedBinary, judgedInStrata, judgedRarelyWrong, judgedTeams, type RareErrors } from '../draws-judges.ts';

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

/** The rectifier by the disagreements that were seen, and no others. */
function* asSeen(options: MeasurementOptions): Asking<Answer> {
  const o = resolved(options);
  const looks = yield* look(o);
  const arms = looks.map((arm) => rectifiedArm(arm, fixedSlopes(o), o));
  const df = armsFreedom(arms);
  const answer = yield* itt({ outcome: 'quality', assignment: 'z', control: 0, measure: armsMeasure(arms, o), ...auditLevels(usualLevels, df) });
  return { ...answer, estimates: answer.estimates.map((e) => underAudit(e, usualLevels, df)) };
}

/** Of a judge that is rarely wrong: by the disagreements seen alone, and with those that a small audit may not have seen. */
const rarely = (o: MeasurementOptions, old: Expected): readonly Asked[] => [
  {
    ask: () => measuredBy({ ...o, ...levels }, asBinary),
    checks: [interval('ppi++', 'itt', atLeast()), lower('ppi++', 'itt', atLeast()), upper('ppi++', 'itt', atLeast())],
  },
  { ask: () => asSeen(o), checks: [interval('by the disagreements seen alone', 'itt', old)] },
];

/** Wrong in 3 of 100, of which all are bad answers of the new model that it lets pass. */
const lenient: RareErrors = { right: [0.5, 0.6], misses: [0, 0], passes: [0, 0.15] };
/** Wrong in 3 of 100 answers of either kind, where most are right. */
const fair: RareErrors = { right: [0.9, 0.93], misses: [0.03, 0.03], passes: [0.03, 0.03] };

export const scenarios: readonly Scenario[] = [
  {
    name: 'a judge that likes words, 1 in 8 of 3,000 answers audited',
    heavy: true,
    least: 400,
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
    heavy: true,
    least: 2000,
    draws: judgedActively(3_000),
    asked: [
      measured('ppi++, probabilities known', { ...scores, sampling: 'p' }),
      measured('ppi++, probabilities ignored', scores, shown),
      naive('the labels alone, probabilities ignored', () => itt({ ...contrast, outcome: 'human_score' }), below(0.9)),
    ],
  },
  {
    name: 'right or wrong, a judge that lets more errors of the new model pass',
    heavy: true,
    least: 2000,
    draws: judgedBinary(4_000),
    asked: [
      measured('rogan-gladen', { ...binary, by: 'rogan-gladen' }, nominal(), asBinary),
      measured('ppi++', binary, nominal(), asBinary),
      measured('rogan-gladen, errors pooled', { ...binary, by: 'rogan-gladen', errors: 'pooled' }, below(0.9), asBinary),
      naive('the judge alone', () => itt({ outcome: 'judge', assignment: 'z', control: 0 }), below(0.6)),
    ],
  },
  {
    name: 'right or wrong, a judge that lets 3 bad answers of the new model in 50 pass, 15 labels an arm',
    heavy: true,
    least: 2000,
    draws: judgedRarelyWrong(1_000, 15, lenient),
    asked: rarely(binary, below(0.9)),
  },
  { name: 'right or wrong, the same judge, 30 labels an arm', draws: judgedRarelyWrong(1_000, 30, lenient), asked: rarely(binary, shown) },
  { name: 'right or wrong, a judge that is right in 97 of 100, 15 labels an arm', draws: judgedRarelyWrong(1_000, 15, fair), asked: rarely(binary, shown) },
  { name: 'right or wrong, a judge that is right in 97 of 100, 30 labels an arm', draws: judgedRarelyWrong(1_000, 30, fair), asked: rarely(binary, shown) },
  {
    name: 'right or wrong, three in ten hard answers audited and one in two hundred of the others',
    heavy: true,
    least: 400,
    draws: judgedInStrata(4_000, lenient),
    asked: rarely({ ...binary, sampling: 'p' }, below(0.9)),
  },
  {
    name: 'judged messages of users in 60 teams, which are assigned as a whole',
    heavy: true,
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
