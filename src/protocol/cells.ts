import type { Step } from '../relation/steps.ts';

/** A cohort in a period: rows whose mean is compared with others. */
export interface Cell {
  /** Places among the periods: of the first treated one, absent of those never treated; and of the cell's own. */
  readonly start?: number;
  readonly period: number;
}

/** Cohorts by period, where a design compares these and assigns no arms. */
export interface Cells {
  /** What gives rows the columns below. */
  readonly steps: readonly Step[];
  /** Column of a number for each cell, and of one for each cohort. */
  readonly column: string;
  readonly cohort: string;
  /** Column of what is followed, or errors are added up by; absent where every row stands for itself. */
  readonly together?: string;
  readonly cells: readonly CodedCell[];
  /** Of a cohort its number in the column. */
  readonly cohorts: readonly { readonly start?: number; readonly code: number }[];
}

export interface CodedCell extends Cell {
  readonly code: number;
  /** The cell in words. */
  readonly says: string;
}

/** What means of cells owe to samples of their rows, such as rows that people labelled. */
export interface SampledMeans {
  /** What was sampled, in words: `labels of human`. */
  readonly called: string;
  /** Of a cell: what of the variance of its mean is the sample's, and with how many degrees of freedom that is known. */
  readonly cells: readonly (Cell & { readonly variance: number; readonly freedom: number })[];
  /** The most degrees of freedom that samples of all periods of a cohort have together: of units, or clusters, that they lie in. */
  readonly cohorts: readonly { readonly start?: number; readonly freedom: number }[];
}
