// Studies: define or parse, plan, analyse, decide. Opens no file: `read` does.
export { type AnalyzeOptions, analyze } from './study/analyze.ts';
export { type LintFinding, type LintOptions, type LintReport, lint } from './study/lint/lint.ts';
export { type Plan, plan } from './study/plan.ts';
export type { PowerPlanOptions } from './study/power/asked.ts';
export { planPower } from './study/power/plan-power.ts';
export type { DecisionChance, PowerAssumptions, PowerPlan, PowerRow, SimulatedRow } from './study/power/power-plan.ts';
export { defineStudy } from './study/read/define-study.ts';
export { parseStudy, type StudySource } from './study/read/parse-study.ts';
export { type ReplayOptions, replayStudy } from './study/replay/replay-study.ts';
export type { Found, Rate, Replay, ReplayedData, ReplayedOutcome, Verdicts } from './study/replay/replayed.ts';
export type { Decision, GuardrailVerdict, Reason, StudyResult } from './study/result.ts';
