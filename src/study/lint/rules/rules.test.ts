import { describe, expect, it } from 'vitest';
import { smallStudy } from '../../../../test/support/small-study.ts';
import type { DesignedStudy } from '../../../protocol/design.ts';
import { parseStudy } from '../../read/parse-study.ts';
import { lintRules } from './rules.ts';

/** The small study with keys in place of its own. */
const withKeys = (text: string): DesignedStudy => {
  const keys = [...text.matchAll(/^(\w+):/gm)].map(([, key]) => key);
  const kept = smallStudy.split(/^(?=\w+:)/m).filter((part) => !keys.includes(part.slice(0, part.indexOf(':'))));
  return parseStudy(`${kept.join('')}${text}\n`, 'study.yaml');
};

const found = (rule: string, study: DesignedStudy): readonly string[] =>
  lintRules
    .find(({ id }) => id === rule)!
    .check(study)
    .map(({ verdict, path }) => `${verdict} ${path.join('.')}`);

const design = (more: string, assignment = 'ai'): string => `design: {kind: randomized, assignment: ${assignment}, control: 0${more}}`;
const outcomes = (more: string): string => `outcomes:\n  resolved: {role: primary, better: higher}\n  ${more}`;

const cases: readonly (readonly [rule: string, keys: string, finds: readonly string[]])[] = [
  ['benchmark-as-impact', 'evidence: benchmark', ['fail evidence']],
  ['benchmark-as-impact', 'data: {file: golden_set.jsonl}', ['warn data.file']],
  ['benchmark-as-impact', 'data: {files: golden/*.csv}', []],
  ['users-against-nonusers', design('', 'opted_in'), ['warn design.assignment']],
  ['users-against-nonusers', design('', 'used_ai'), ['warn design.assignment']],
  ['users-against-nonusers', design('', 'user_group'), []],
  ['users-against-nonusers', design('', 'adoptedAssistant'), ['warn design.assignment']],
  ['users-against-nonusers', design('', 'misused'), []],
  ['users-against-nonusers', design(', trigger: usage > 0'), ['warn design.trigger']],
  ['users-against-nonusers', 'dag: "ai -> resolved; experience -> {ai resolved}"', ['warn dag']],
  ['users-against-nonusers', 'dag: "ai -> resolved; ai <-> resolved"', ['fail dag', 'warn dag']],
  ['users-against-nonusers', 'dag: default', []],
  ['post-treatment', 'covariates: [latency_ms, tool_calls, prior_rating, experience]', ['warn covariates.0', 'warn covariates.1']],
  ['post-treatment', 'segments: [escalated]', ['warn segments.0']],
  ['post-treatment', 'covariates: [hit_rate_before, answer_lag1]', []],
  ['post-treatment', 'covariates: [latency]\ndag: "latency -> resolved; ai -> resolved"', []],
  ['post-treatment', 'covariates: [latency, experience]\ndag: "experience -> resolved; ai -> resolved"', ['warn covariates.0']],
  ['post-treatment', 'covariates: [x]\ndag: "ai -> x -> resolved; ai -> resolved"', ['fail covariates.0']],
  ['post-treatment', 'covariates: [x]\nanalysis: {adjust: none}\ndag: "ai -> x -> resolved"', ['warn covariates.0']],
  ['post-treatment', 'segments: [x]\ncovariates: []\ndag: "ai -> x -> resolved"', ['fail segments.0']],
  ['post-treatment', 'covariates: [latency]\ndag: default', ['warn covariates.0']],
  ['uncalibrated-judge', outcomes('llm_score: {role: secondary, better: higher}'), ['warn outcomes.llm_score']],
  ['uncalibrated-judge', outcomes('harm: {role: guardrail, better: lower, tolerance: 0.1, ratio: [rubric_fails, answers]}'), ['fail outcomes.harm']],
  ['uncalibrated-judge', outcomes('helpful: {role: secondary, better: higher, measured: {judge: j, human: h}}'), ['warn outcomes.helpful.measured']],
  ['uncalibrated-judge', outcomes('helpful: {role: secondary, better: higher, measured: {judge: j, human: h, sampling: p}}'), []],
  ['uncalibrated-judge', outcomes('prejudged: {role: secondary, better: higher}'), []],
  ['unversioned-treatment', 'treatments: {0: {label: No assistant}, 1: {label: The latest assistant}}', ['fail treatments.1']],
  ['unversioned-treatment', 'treatments: {1: {label: latest, model: large-2026-03}}', []],
  ['unversioned-treatment', 'treatments: {1: {}}', ['fail treatments.1']],
  ['unversioned-treatment', 'treatments: {0: {}, 1: {model: large-2026-03, prompt: Main}}', ['fail treatments.1.prompt']],
  ['unversioned-treatment', 'treatments: {1: {model: stable-diffusion-3}}', []],
  ['unversioned-treatment', outcomes('helpful: {role: secondary, better: higher, measured: {judge: j, human: h}}'), ['warn outcomes.helpful.measured']],
  ['no-propensities', design('', 'routed_to'), ['warn design.assignment']],
  ['no-propensities', design(', shares: {0: 0.5, 1: 0.5}', 'routed_to'), []],
  ['no-propensities', design('', 'transaction'), []],
  ['hidden-subgroups', outcomes('harm: {role: guardrail, protects: safety, better: lower, tolerance: 0.1}'), ['warn outcomes']],
  ['hidden-subgroups', outcomes('harm: {role: guardrail, protects: fairness, better: lower, tolerance: 0.1}'), ['fail outcomes.harm.protects']],
  ['hidden-subgroups', `${outcomes('harm: {role: guardrail, protects: fairness, better: lower, tolerance: 0.1}')}\nsegments: [language]`, []],
  ['hidden-subgroups', 'segments: [language]', []],
  ['hidden-subgroups', 'heterogeneity: {by: [experience]}', []],
  ['hidden-subgroups', '', ['warn outcomes']],
  ['served-only', "data: {sql: 'select * from t where handoff = 0', from: {t: t.csv}}", ['fail data.sql']],
  ['served-only', "data: {sql: 'select * from t where was_served', from: {t: t.csv}}", ['fail data.sql']],
  ['served-only', "data: {sql: 'select *, handoff from t where day > 3 group by all order by resolved', from: {t: t.csv}}", []],
  ['served-only', 'data: {file: served_tickets.csv}', ['warn data.file']],
  ['served-only', 'data: {file: served_tickets.csv}\npopulation: {served: was_served}', []],
  ['served-only', outcomes('csat: {role: secondary, better: higher}'), ['warn outcomes.csat']],
  ['ignored-interference', '', ['warn unit']],
  ['ignored-interference', design(', randomizedBy: ticket_id'), []],
  ['ignored-interference', 'unit: user_id', []],
  ['no-monitoring', '', ['fail decide']],
  ['no-monitoring', 'monitoring: {}', ['fail monitoring']],
  ['no-monitoring', 'monitoring: {holdout: 0.05}', ['warn monitoring']],
  ['no-monitoring', 'monitoring: {review: 4 weeks}', ['warn monitoring']],
  ['no-monitoring', 'monitoring: {drift: weekly, exploration: 0.02}', []],
];

it.each(cases)('%s: %j', (rule, keys, finds) => expect(found(rule, withKeys(keys))).toEqual(finds));

describe('a log of routed requests', () => {
  const log = (dag = ''): DesignedStudy =>
    withKeys(
      `design: {kind: routing, action: action, probability: chance, policies: {careful: [{otherwise: human}]}}\ntreatments: {}\nmediators: []\nanalysis: {}${dag}`,
    );
  // As plain keys: a log without chances does not pass as a study.
  const doubted = (keys: object): readonly string[] => {
    const { study, design } = log();
    const [rule] = design.doubts!;
    return rule
      .check({ study: { ...study, design: { kind: 'routing', action: 'action', ...keys } as typeof study.design }, design })
      .map(({ verdict, path }) => `${rule.id} ${verdict} ${path.join('.')}`);
  };

  it.each([
    [{}, ['no-propensities fail design']],
    [{ propensities: 'estimated' }, ['no-propensities warn design.propensities']],
    [{ probability: 'chance' }, []],
    [{ probabilities: { small: 'p_small', large: 'p_large' } }, []],
  ])('with %j has %j to say of its propensities', (keys, finds) => expect(doubted(keys)).toEqual(finds));

  it('is no trouble to the other rules', () => {
    for (const { id } of lintRules) expect(() => found(id, log()), id).not.toThrow();
    expect(found('ignored-interference', log())).toEqual([]);
    expect(found('no-propensities', log())).toEqual([]);
    expect(found('users-against-nonusers', log('\ndag: default'))).toEqual([]);
  });
});

it('every doubt is a sentence that ends in what to do', () => {
  for (const [rule, keys] of cases) {
    for (const { says, mend } of lintRules.find(({ id }) => id === rule)!.check(withKeys(keys))) {
      expect(says).toMatch(/\.$/);
      expect(mend).toMatch(/\.$/);
      expect(`${says} ${mend}`).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});
