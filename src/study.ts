// Studies: read, plan, analyse, decide. Needs Node.
export { type AnalyzeOptions, analyze } from './study/analyze.ts';
export { defineStudy } from './study/define-study.ts';
export { type Plan, plan } from './study/plan.ts';
export { parseStudy, readStudy, type StudySource } from './study/read-study.ts';
export type { Decision, GuardrailVerdict, Reason, StudyResult } from './study/result.ts';
