import { sessionsPerUser } from './rules.ts';

/** The analysis plan of this scenario, as a study file over so many of its sessions. */
export function reviewStudy(file: string, n = 12_000): string {
  return `# Drafts by AI in a writing product, read every Monday while users come in, next to another experiment on the same users.
estimand: 1
study: weekly-review
question: Do drafts by AI raise the number of documents that a user finishes in two weeks?
data: {file: ${JSON.stringify(file)}}
unit: user_id
rows: many-per-unit                     # a row is a session
time: session_at                        # a user came in with the first of them
design:
  kind: randomized
  assignment: drafts
  control: 0
  shares: {0: 0.5, 1: 0.5}
  alongside: [editor]                   # the other experiment
treatments:
  0: {label: no drafts}
  1: {label: drafts, model: large-2026-08, prompt: draft@3}
covariates: [tenure_days, plan]
segments: [plan]
outcomes:
  finished:  {role: primary, better: higher, worthwhile: 0.3, value: 1, per: total, maturity: 14 days}
  complaint: {role: guardrail, protects: experience, better: lower, tolerance: 0.03, per: any, maturity: 14 days}
  minutes:   {role: secondary, better: lower, unit: minutes, per: mean, maturity: 14 days}
  cost_usd:  {role: cost, better: lower, unit: USD, value: -1, per: total, maturity: 14 days}
analysis:
  plannedUnits: ${Math.round(n / sessionsPerUser)}
  looks: [2026-09-28, 2026-10-05, 2026-10-12, 2026-10-19]   # when the users of one, two, three and four weeks have had their 14 days
  spending: obrien-fleming
  futility: pocock
  seed: 20260907
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`;
}
