import { describe, expect, it } from 'vitest';
import { bare, launch } from '../../../test/report/study-result.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { reportHtml } from '../html/report-html.ts';
import { memo, memoAppendix } from '../memo/memo.ts';
import { measurementPlan, unprotectedText } from './measurement-plan.ts';
import { monitoringPlan } from './monitoring-plan.ts';
import { versionMeanings, versionTable } from './versions.ts';

const withStudy = (changes: Partial<StudyResult['study']>, of: StudyResult = launch): StudyResult => ({ ...of, study: { ...of.study, ...changes } });

/** The result with one outcome changed. */
function changed(name: string, changes: Partial<OutcomeWords>, of: StudyResult = launch): StudyResult {
  return withStudy({ outcomes: of.study.outcomes.map((o) => (o.name === name ? { ...o, ...changes } : o)) }, of);
}

const rowOf = (result: StudyResult, name: string) => measurementPlan(result).find((row) => row.name.shown === name)!;

const judged = changed('resolved', {
  measured: {
    judges: ['llm_score'],
    human: 'label',
    by: 'ppi++',
    sampling: 'p_audit',
    version: 'judge@4',
    rubric: 'helpful@2',
    population: 'answers in English',
  },
});

describe('how an outcome is measured', () => {
  it.each<[Partial<OutcomeWords>, string]>([
    [{}, 'Column resolved.'],
    [{ ratio: ['cost', 'tickets'] }, 'Total cost over total tickets.'],
    [{ quantile: ['latency', 0.95] }, 'The quantile at 95 % of latency.'],
    [{ per: 'mean' }, 'Mean resolved per ticket.'],
    [{ limits: { low: 0, high: 120 }, transform: 'log1p' }, 'Column resolved, capped at 0 and 120, as the log of 1 + it.'],
    [{ maturity: '7 days' }, 'Column resolved. It is known after 7 days: younger units are left out.'],
  ])('%j', (changes, says) => expect(rowOf(changed('resolved', changes), 'resolved').how).toBe(says));

  it('names judge, versions, people and how audits were drawn', () => {
    expect(rowOf(judged, 'resolved').how).toBe(
      'Scored by llm_score (version judge@4, rubric helpful@2), of answers in English, corrected by what people say in label (ppi++). Audits are drawn with the chance logged in p_audit.',
    );
    const plain = changed('resolved', { measured: { judges: ['a', 'b'], human: 'label', by: 'ppi' } });
    expect(rowOf(plain, 'resolved').how).toBe(
      'Scored by a, b (no version declared), corrected by what people say in label (ppi). Audits are taken for a simple random sample within each arm.',
    );
  });

  it('says what the checks found of it, once', () => {
    const found = (check: string, column: string, says: string) => ({ check, about: { column }, verdict: 'pass', says }) as const;
    const findings = [
      found('audit', 'resolved', 'People scored 374.'),
      found('judge-agreement', 'llm_score', 'They agree by 0.83.'),
      found('judge-agreement', 'llm_score', 'They agree by 0.83.'),
      found('judge-agreement', 'another', 'They agree by 0.2.'),
    ];
    expect(rowOf({ ...judged, findings }, 'resolved').how).toMatch(/p_audit\. People scored 374\. They agree by 0\.83\.$/);
    const known = { ...launch, findings: [found('missing-outcome', 'resolved', 'resolved is known for every unit.')] };
    expect(rowOf(known, 'resolved').how).toBe('Column resolved. resolved is known for every unit.');
  });
});

describe('what the decision does with an outcome', () => {
  it('follows its role and the rule', () => {
    expect(rowOf(launch, 'resolved').use).toBe(
      'LAUNCH needs its whole 95 % interval on the good side of zero. DO NOT LAUNCH where all of it lies on the bad side. A part of the net value, which LAUNCH needs above zero.',
    );
    expect(rowOf(launch, 'latency_seconds').use).toBe(
      'DO NOT LAUNCH where it is worse by more than 5 % of the control arm, by a one-sided bound of 95 %; HOLD where that cannot be ruled out.',
    );
    expect(rowOf(launch, 'helpful').use).toBe('It is told; the decision does not read it.');
  });

  it('changes with the rule', () => {
    const worthwhile = withStudy({ launchWhen: ['primary-worthwhile'] });
    expect(rowOf(worthwhile, 'resolved').use).toBe(
      'LAUNCH needs its whole 95 % interval beyond the worthwhile effect, 2 pp. DO NOT LAUNCH where all of it lies on the bad side. A part of the net value.',
    );
    expect(rowOf(worthwhile, 'latency_seconds').use).toContain('; where that cannot be ruled out it is told, and holds nothing.');
    expect(rowOf(withStudy({ launchWhen: ['guardrails-hold'] }), 'resolved').use).toMatch(
      /^DO NOT LAUNCH where its whole 95 % interval lies on the bad side\./,
    );
    expect(rowOf(withStudy({ segments: ['language', 'tier'] }), 'latency_seconds').use).toMatch(
      /HOLD too where that is so within a value of language or tier alone\.$/,
    );
    const compared = { ...launch, decision: { ...launch.decision, verdict: 'better' } } as const;
    expect(rowOf(compared, 'latency_seconds').use).toMatch(/^WORSE where .*; UNDECIDED where/);
  });
});

describe('guardrails', () => {
  const third: OutcomeWords = { name: 'refused', role: 'guardrail', protects: 'safety', better: 'lower' };
  const result = withStudy({ outcomes: [...launch.study.outcomes, third] });

  it('stand together where the first of them stands, by what they protect', () => {
    expect(measurementPlan(result).map(({ name, role }) => `${name.shown} ${role}`)).toEqual([
      'resolved primary',
      'handle_minutes secondary',
      'unsupported_claim guardrail: safety',
      'refused guardrail: safety',
      'latency_seconds guardrail: experience',
      'cost_usd cost',
      'helpful secondary',
    ]);
    const order = (text: string): readonly number[] => ['unsupported_claim', 'refused', 'latency_seconds'].map((name) => text.indexOf(name));
    for (const text of [memo(result), memoAppendix(result).split('## What is measured')[1], reportHtml(result).split('id="effects"')[1]]) {
      expect(order(text).every((at) => at >= 0)).toBe(true);
      expect(order(text)).toEqual(order(text).toSorted((a, b) => a - b));
    }
  });

  it('say what nothing protects, where any of them says what it does', () => {
    expect(unprotectedText(launch)).toBe('No guardrail protects operations or fairness.');
    expect(memo(launch)).toContain('No guardrail protects operations or fairness.');
    expect(reportHtml(launch)).toContain('No guardrail protects operations or fairness.');
    expect(unprotectedText(bare)).toBeUndefined();
    const all = (['benefit', 'operations', 'fairness'] as const).map((protects): OutcomeWords => ({ ...third, name: protects, protects }));
    expect(unprotectedText(withStudy({ outcomes: [...launch.study.outcomes, ...all] }))).toBeUndefined();
  });
});

describe('versions', () => {
  it('stand by part and arm, and a change of one is another treatment', () => {
    const both = withStudy({ treatments: { '0': { model: 'm-1' }, '1': { model: 'm-1', prompt: 'p@2' } } });
    expect(versionTable(both).rows).toEqual([
      { part: 'model', versions: ['m-1', 'm-1'] },
      { part: 'prompt', versions: [undefined, 'p@2'] },
    ]);
    expect(versionMeanings(both)).toEqual([
      'The same in every arm: model m-1. The effect is that of the other parts with these in place.',
      'Another version of model or prompt is another treatment: this result does not speak of it, and a study of its own does.',
    ]);
  });

  it('say what nobody declared', () => {
    expect(versionMeanings(launch).at(-1)).toBe('What control 0 ran is not declared: the effect is against whatever that was at the time.');
    expect(versionMeanings(bare)).toEqual(['No version of any treatment is declared: nobody can tell which one this result is about.']);
    expect(versionTable(bare).rows).toEqual([]);
  });

  it('are those of judges too', () => {
    expect(versionMeanings(judged).at(-1)).toBe(
      'resolved is measured with version judge@4 and rubric helpful@2: another version of llm_score or another rubric is another measurement, and needs audits of its own.',
    );
  });
});

describe('monitoring', () => {
  const plan = (result: StudyResult) => monitoringPlan(result).map(({ what, how, when }) => `${what}: ${how}. ${when}`);

  it('follows from what is declared and measured', () => {
    expect(plan(launch)).toEqual([
      'The effect itself: resolved, against units that are kept out of it (holdout: 0.05). Act when its interval no longer lies beyond zero. At review: 4 weeks.',
      'Safety: unsupported_claim. Act when it gets higher by more than 0.5 pp.',
      'Experience: latency_seconds. Act when it gets higher by more than 5 % of the control arm.',
      'Which tickets come: The mix by agent_experience, case_complexity, pre_period_resolution, against that of this study. Act when units come that this study had few of: the effect on them was not measured.',
      'The log: The share of tickets with a value of resolved, handle_minutes, unsupported_claim, latency_seconds, cost_usd, helpful. Act when it is another than here.',
      'What runs: The versions of model, prompt, retrieval, guardrails, ui, logged with each of the tickets. Act when one changes: from then on this result is about the past.',
    ]);
  });

  it('names what nothing is declared for', () => {
    const [effect, mix, log, ...more] = plan(bare);
    expect(effect).toMatch(/^The effect itself: Nothing is kept out of it: .* on handle_minutes .*No time of review is declared\.$/);
    expect(mix).toContain('Nothing is declared that was known of tickets before');
    expect(log).toContain('a value of handle_minutes');
    expect(more).toEqual([]);
  });

  it('watches guardrails in segments, and judges by their people', () => {
    expect(plan(withStudy({ segments: ['language'] }))[1]).toBe(
      'Safety: unsupported_claim, also within each value of language. Act when it gets higher by more than 0.5 pp.',
    );
    expect(plan(judged)).toContain(
      'The measurement of resolved: Labels in label of a fresh random part, against llm_score. Act when they agree less than here, and with each new version of the judge or the rubric.',
    );
  });
});
