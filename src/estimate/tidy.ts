import type { Estimate } from './estimate.ts';

/** One row an estimate: what tables, CSV and plots read. */
export interface TidyRow {
  readonly id: string;
  readonly outcome: string;
  readonly estimate: number;
  readonly standardError: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly pValue: number | undefined;
}

export function tidy(e: Estimate): TidyRow {
  return {
    id: e.id,
    outcome: e.estimand.outcome,
    estimate: e.value,
    standardError: e.standardError,
    low: e.interval.pieces[0]?.low,
    high: e.interval.pieces.at(-1)?.high,
    pValue: e.test?.pValue,
  };
}
