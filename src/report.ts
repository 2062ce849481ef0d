// What a result looks like to its readers
export { armsCsv, estimatesCsv } from './report/data-frames.ts';
export { type FigureFile, figureFiles } from './report/figures/figure-files.ts';
export { figureOf } from './report/figures/figure-of.ts';
export { reportHtml } from './report/html/report-html.ts';
export { powerJson, replayJson, resultsJson } from './report/json.ts';
export { memo, memoAppendix } from './report/memo/memo.ts';
export { powerHtml } from './report/power/power-html.ts';
export { powerMemo } from './report/power/power-memo.ts';
export { powerSummary } from './report/power/power-summary.ts';
export { replayMemo } from './report/replay/replay-memo.ts';
export { replaySummary } from './report/replay/replay-summary.ts';
export { ruleFiles } from './report/rule-files.ts';
export { lintText } from './report/terminal/lint-text.ts';
export { planText } from './report/terminal/plan-text.ts';
export { type TerminalOptions, terminalSummary } from './report/terminal/terminal-summary.ts';
