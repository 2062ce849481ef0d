// The library for the browser and for Node: no database, no files.

// Rows in memory
export { fromColumns, fromRows } from './engines/memory/from-rows.ts';
// Errors
export { EstimandError } from './errors/estimand-error.ts';
// Results
export type { Answer } from './estimate/answer.ts';
export type { Estimate, Interval, RelativeEffect } from './estimate/estimate.ts';
export type { Exhibit } from './estimate/exhibit.ts';
export type { Finding } from './estimate/finding.ts';
export { type TidyRow, tidy } from './estimate/tidy.ts';
// Expressions
export {
  add,
  and,
  call,
  column,
  divide,
  equals,
  greater,
  indicator,
  is,
  isKnown,
  less,
  not,
  number,
  or,
  subtract,
  text,
  times,
  when,
} from './expressions/build.ts';
export type { Expression } from './expressions/expression.ts';
export { expressionText } from './expressions/parse/expression-text.ts';
export { parseExpression } from './expressions/parse/parse-expression.ts';
export { amongTriggered, dilutedEstimate } from './inference/dilution.ts';
export { coefficientCovariance } from './inference/sandwich.ts';
// Models and moments, for methods of your own
export { type Design, designOf } from './models/design.ts';
export { linearRegression } from './models/linear-regression.ts';
export { leastSquares } from './moments/least-squares.ts';
export { merge } from './moments/merge.ts';
export type { Moments } from './moments/moments.ts';
export type { Protocol } from './protocol/protocol.ts';
export { type Question, question } from './protocol/question.ts';
// Asking
export { type Asking, all, ask } from './relation/asking.ts';
export type { AnswerOptions, Relation, SyncRelation } from './relation/relation.ts';
export {
  type ColumnsReply,
  type ColumnsRequest,
  columns,
  levels,
  type MomentsReply,
  type MomentsRequest,
  moments,
  type QuantilesReply,
  type QuantilesRequest,
  quantiles,
  type Reply,
  type Request,
} from './relation/requests.ts';
export { run, runSync } from './relation/run.ts';
export { derive, rollup, type Step, type Total, where } from './relation/steps.ts';
export { within } from './relation/within.ts';
// Methods and checks
export * from './study/catalogue.ts';
