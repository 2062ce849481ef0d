/** A study with most of the keys there are: the one that the design describes. */
export const ragStudy = `estimand: 1                              # schema version
study: rag-support-assistant
question: Does access to the RAG assistant raise first-contact resolution?
data: {file: support.parquet}            # exactly one of file | files (glob) | sql (+ from) | table (+ connection)
unit: ticket_id                          # what is analysed
rows: one-per-unit                       # or many-per-unit: outcomes then say what a unit gets of its rows
design:
  kind: randomized
  assignment: assigned_ai
  control: 0
  shares: {0: 0.5, 1: 0.5}               # planned; needed by the sample-ratio check
  randomizedBy: agent_id                 # default: unit; coarser than unit means clustered analysis
  usage: used_ai                         # after assignment: gives the complier effect by instrument, never a control
treatments:                              # versioned: changing any field makes another treatment
  1: {model: large-2026-03, prompt: draft@7, retrieval: policies@2026-03-01, guardrails: strict@3, ui: inline}
covariates: [agent_experience, case_complexity, pre_period_resolution]   # measured before treatment
mediators: [retrieval_hit, handoff]      # never adjusted for in a total effect
outcomes:
  resolved:          {role: primary, better: higher, worthwhile: 0.02, value: 14}
  handle_minutes:    {role: secondary, better: lower, unit: minutes, value: -0.8}
  unsupported_claim: {role: guardrail, better: lower, tolerance: 0.005, value: -20}      # or "5%" of the control mean
  cost_usd:          {role: cost, better: lower, unit: USD, value: -1}
  cost_per_resolved: {role: secondary, better: lower, ratio: [cost_usd, resolved]}
  helpful:           {role: secondary, better: higher, measured: {judge: judge_score, human: human_score, sampling: audit_probability, version: judge@4}}
segments: [language, case_complexity_band]
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: 12000}
evidence: experiment                     # or benchmark
population: {served: was_served}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`;
