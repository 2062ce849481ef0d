import type { OutcomeWords, StudyResult } from '../../src/study/result.ts';
import { asTreated, between, claims, complier, cost, latency, minutes, netValue, resolved, weak } from './estimates.ts';
import { exhibits } from './exhibits.ts';
import { findings } from './findings.ts';

const outcomes: readonly OutcomeWords[] = [
  { name: 'resolved', role: 'primary', better: 'higher', headline: 'resolved', worthwhile: 0.02, value: 14 },
  { name: 'handle_minutes', role: 'secondary', better: 'lower', headline: 'handle_minutes', value: -0.8 },
  { name: 'unsupported_claim', role: 'guardrail', protects: 'safety', better: 'lower', headline: 'unsupported_claim', value: -20 },
  { name: 'latency_seconds', role: 'guardrail', protects: 'experience', better: 'lower', headline: 'latency_seconds' },
  { name: 'cost_usd', role: 'cost', better: 'lower', headline: 'cost_usd', value: -1 },
  { name: 'helpful', role: 'secondary', better: 'higher' },
];

/** The study of DESIGN's example, with every role, a refused outcome, a set in two pieces and a failing check that says what to do. */
export const launch: StudyResult = {
  schemaVersion: 1,
  study: {
    id: 'rag-support-assistant',
    question: 'Does access to the RAG assistant raise first-contact resolution?',
    data: 'support.parquet',
    unit: 'ticket_id',
    design: {
      kind: 'randomized',
      says: 'Agents were randomized, half to each arm; tickets are analysed in clusters of agent_id.',
      column: { role: 'Assignment', name: 'assigned_ai' },
      control: '0',
      noun: ['treatment', 'treatments'],
      treatments: ['1'],
    },
    treatments: { '1': { model: 'large-2026-03', prompt: 'draft@7', retrieval: 'policies@2026-03-01', guardrails: 'strict@3', ui: 'inline' } },
    covariates: ['agent_experience', 'case_complexity', 'pre_period_resolution'],
    mediators: ['retrieval_hit', 'handoff'],
    outcomes,
    evidence: 'experiment',
    level: 0.95,
    guardrailLevel: 0.95,
    looks: 'fixed',
    plannedUnits: 12_000,
    launchWhen: ['primary-positive', 'guardrails-hold', 'net-value-positive'],
    monitoring: { holdout: 0.05, review: '4 weeks' },
  },
  decision: {
    verdict: 'launch',
    says: 'resolved rises by 4.53 pp, above the 2 pp that would be worthwhile; both guardrails hold, and each ticket gains $0.61.',
    reasons: [
      { condition: 'primary-positive', status: 'met', estimate: 'resolved', says: 'The 95 % interval of resolved lies above zero.' },
      { condition: 'guardrails-hold', status: 'met', says: 'unsupported_claim and latency_seconds stay within tolerance.' },
      { condition: 'net-value-positive', status: 'met', estimate: 'net-value', says: 'The 95 % interval of the net value lies above zero.' },
    ],
    netValue: 'net-value',
    guardrails: [
      {
        outcome: 'unsupported_claim',
        estimate: 'unsupported_claim',
        verdict: 'pass',
        tolerance: 0.005,
        relative: false,
        better: 'lower',
        says: 'The upper bound lies inside the tolerance.',
      },
      {
        outcome: 'latency_seconds',
        estimate: 'latency_seconds',
        verdict: 'pass',
        tolerance: 0.05,
        relative: true,
        better: 'lower',
        says: 'The upper bound lies inside the tolerance.',
      },
    ],
  },
  arms: [
    { outcome: 'resolved', arm: '0', units: 6_000, value: 0.498, sd: 0.5, events: 2_988 },
    { outcome: 'resolved', arm: '1', units: 6_000, value: 0.5433, sd: 0.498, events: 3_260 },
    { outcome: 'handle_minutes', arm: '0', units: 5_973, value: 15.04, sd: 8.1 },
    { outcome: 'handle_minutes', arm: '1', units: 5_975, value: 13.73, sd: 7.9 },
    { outcome: 'unsupported_claim', arm: '0', units: 6_000, value: 0.0097, sd: 0.098, events: 58 },
    { outcome: 'unsupported_claim', arm: '1', units: 6_000, value: 0.0108, sd: 0.103, events: 65 },
  ],
  estimates: [resolved, minutes, claims, latency, cost, netValue, complier, weak, asTreated],
  findings,
  exhibits,
  provenance: {
    estimand: '0.1.0',
    node: '20.20.2',
    engine: 'duckdb 1.5.5',
    planHash: '7f3a9c1e0b54d2aa',
    seed: 20_260_901,
    rounds: 3,
    units: 12_000,
    command: 'estimand analyze study.yaml',
    statements: [
      'select "assigned_ai", count(*) as n, avg(cast("resolved" as double)) as mean_0 from "support" group by "assigned_ai"',
      'select "agent_id", sum("resolved") as total_0 from "support" group by "agent_id"',
    ],
  },
};

/** The same study with a failing sample ratio and one guardrail beyond its tolerance. */
export const hold: StudyResult = {
  ...launch,
  decision: {
    ...launch.decision,
    verdict: 'hold',
    says: 'The sample ratio fails, so the arms cannot be compared; the estimates are shown but decide nothing.',
    reasons: [
      {
        condition: 'identification',
        status: 'violated',
        says: 'The sample ratio fails (p < 0.001).',
        mend: 'Find out why before anybody reads it.',
        unreadable: true,
      },
      ...launch.decision.reasons,
    ],
    guardrails: launch.decision.guardrails.map((g) =>
      g.relative ? { ...g, verdict: 'inconclusive', tolerance: 0.03, says: 'The upper bound lies beyond the tolerance, the lower does not.' } : g,
    ),
  },
  findings: [
    {
      check: 'sample-ratio',
      about: { column: 'assigned_ai' },
      verdict: 'fail',
      identification: true,
      pValue: 2e-6,
      says: 'Sample ratio 6,260 : 5,740 against the declared 1 : 1 (p < 0.001).',
      mend: 'Find where tickets of arm 0 are lost between assignment and log before reading any effect.',
    },
    ...findings.slice(1),
  ],
};

/** The least a study can hold: one outcome, no guardrail, no value, no exhibit, rows in memory. */
export const bare: StudyResult = {
  ...launch,
  study: {
    ...launch.study,
    treatments: {},
    covariates: [],
    mediators: [],
    outcomes: [{ name: 'handle_minutes', role: 'primary', better: 'lower', headline: 'handle_minutes' }],
    launchWhen: ['primary-positive'],
    monitoring: {},
  },
  decision: {
    verdict: 'do-not-launch',
    says: 'handle_minutes does not fall.',
    reasons: [{ condition: 'primary-positive', status: 'not-met', estimate: 'handle_minutes', says: 'The interval holds zero.' }],
    guardrails: [],
  },
  estimates: [{ ...minutes, role: 'primary', value: 0.4, interval: between(-0.02, 0.82), standardError: 0.214 }],
  findings: [],
  exhibits: [],
  provenance: { ...launch.provenance, statements: [] },
};

const called: Readonly<Record<string, string>> = {
  resolved: 'Tickets resolved',
  unsupported_claim: 'Answers with a claim that no source supports',
  helpful: 'Found helpful',
};

/** The same study with names that readers know, one of them longer than its column on the screen. */
export const labelled: StudyResult = {
  ...launch,
  study: {
    ...launch.study,
    design: { ...launch.study.design, labels: { '0': 'No assistant', '1': 'Drafting assistant' } },
    outcomes: outcomes.map((o) => (called[o.name] === undefined ? o : { ...o, label: called[o.name] })),
  },
};
