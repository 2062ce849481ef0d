import { describe, expect, it } from 'vitest';
import { bare, hold, launch } from '../../test/report/study-result.ts';
import type { ArmDecision, StudyResult } from '../study/result.ts';
import { memo } from './memo/memo.ts';
import { nextStep } from './next-step.ts';
import { decidingRows } from './outcome-rows.ts';
import { terminalSummary } from './terminal/terminal-summary.ts';

const waiting = {
  condition: 'net-value-positive',
  status: 'not-met',
  estimate: 'net-value',
  says: 'The effect on net value cannot be told from zero.',
} as const;
const power = '`estimand power` says how many it takes.';

/** The result with an outcome row for each of several arms, and a verdict for each. */
function withArms(verdict: StudyResult['decision']['verdict'], verdicts: Readonly<Record<string, ArmDecision['verdict']>>): StudyResult {
  const { reasons: _, ...argument } = launch.decision;
  const [arm] = Object.keys(verdicts);
  const arms = Object.entries(verdicts).map(([each, its]): ArmDecision => ({ ...argument, reasons: [waiting], arm: each, verdict: its }));
  const outcomes = launch.study.outcomes.flatMap((o) => Object.keys(verdicts).map((each) => ({ ...o, arm: each })));
  const design = { ...launch.study.design, treatments: Object.keys(verdicts), labels: { rag: 'Own documents' } };
  return { ...launch, study: { ...launch.study, design, outcomes }, decision: { ...argument, verdict, reasons: [waiting], arm, arms } };
}

describe('the next step', () => {
  const held: StudyResult = { ...launch, decision: { ...launch.decision, verdict: 'hold', reasons: [waiting] } };
  const early = { condition: 'early-look', status: 'not-met', says: 'Only 10 of 20 planned units are in.' } as const;

  it.each<[string, StudyResult, string | undefined]>([
    ['a launch', launch, 'Launch, and watch. Declared for that: holdout: 0.05, review: 4 weeks.'],
    [
      'a launch that nobody watches',
      { ...launch, study: { ...launch.study, monitoring: {} } },
      'Launch, and watch. The study declares nothing for that: add `monitoring` to the study file.',
    ],
    ['a stop', bare, 'Leave things as they are, and find out what got worse.'],
    ['a hold that a check says what to do about', hold, undefined],
    ['a hold', held, `Collect more units, or a sharper outcome: ${power}`],
    ['an early look', { ...held, decision: { ...held.decision, reasons: [early] } }, 'Go on until all planned units are in, and decide then.'],
    ['what is better offline', { ...launch, decision: { ...launch.decision, verdict: 'better' } }, 'Try it on units of real use, by a randomized rollout.'],
    ['what is worse offline', { ...launch, decision: { ...launch.decision, verdict: 'worse' } }, 'Keep the one that is there.'],
    [
      'one of several arms',
      withArms('launch', { rag: 'launch', chat: 'hold' }),
      'Launch Own documents, and watch. Declared for that: holdout: 0.05, review: 4 weeks.',
    ],
    [
      'a hold of several arms',
      withArms('hold', { rag: 'hold', agent: 'do-not-launch', chat: 'hold' }),
      `Drop agent. Go on with Own documents and chat: collect more units, or a sharper outcome; ${power}`,
    ],
    ['a hold of all arms', withArms('hold', { rag: 'hold', chat: 'hold' }), `Collect more units, or a sharper outcome: ${power}`],
  ])('of %s', (_, result, says) => {
    expect(nextStep(result)).toBe(says);
    if (says !== undefined) expect(memo(result)).toContain(`\n## Next step\n\n${says}`);
    const screen = terminalSummary(result, { color: false }).replaceAll(/\n */g, ' ');
    if (result.decision.verdict === 'hold' && says !== undefined) expect(screen).toContain(`What to do: ${says}`);
  });
});

describe('a page of several arms', () => {
  it('holds what decides of each, all of the nearest, the net values, and says what it leaves out', () => {
    const result = withArms('hold', { rag: 'hold', agent: 'do-not-launch' });
    const { rows, left } = decidingRows(result);
    const names = rows.map(({ name, role }) => `${name.shown} (${role})`);
    expect(names.filter((name) => name.includes('agent'))).toEqual([
      'resolved · agent (primary)',
      'unsupported_claim · agent (guardrail: safety)',
      'latency_seconds · agent (guardrail: experience)',
      'net value · agent (per ticket)',
    ]);
    expect(names.filter((name) => name.includes('Own documents'))).toHaveLength(launch.study.outcomes.length + 1);
    expect(left).toBe(3);
    expect(memo(result)).toContain('3 rows of what does not decide, for the other treatments, are in the appendix.');
    expect(memo(launch)).not.toContain('does not decide');
    expect(decidingRows(launch).rows).toHaveLength(launch.study.outcomes.length);
  });

  it('leaves nothing open of an arm that is out', () => {
    const open = (result: StudyResult) => memo(result).split('## What this could not tell')[1].split('##')[0];
    expect(open(withArms('hold', { rag: 'hold', agent: 'do-not-launch' }))).not.toContain('agent');
    expect(open(withArms('hold', { rag: 'hold', agent: 'hold' }))).toContain('agent');
  });
});
