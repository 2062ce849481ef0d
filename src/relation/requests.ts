import { column } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Moments } from '../moments/moments.ts';
import type { Step } from './steps.ts';

/**
 * What a weight means: `frequency` a row stands for that many equal rows, `precision` its variance is inversely proportional, `sampling` it
 * stands for that many units of the population.
 */
export interface Weight {
  readonly column: Expression;
  readonly kind: 'frequency' | 'precision' | 'sampling';
}

/** Groups are named by the canonical text of each key, in the order of `by`. */
type Keys = Readonly<Record<string, Expression>>;

interface Asked {
  /** Only rows where this holds; where it is unknown, it does not. */
  readonly where?: Expression;
  /** Further steps on the relation, such as a rollup to one row a cluster. */
  readonly over?: readonly Step[];
}

/** Moments of a few numeric columns per group; with no columns, the groups and their counts. */
export interface MomentsRequest extends Asked {
  readonly kind: 'moments';
  readonly columns: Readonly<Record<string, Expression>>;
  readonly by: Keys;
  readonly weight?: Weight;
}

/** Quantiles (type 7) of one numeric column per group. */
export interface QuantilesRequest extends Asked {
  readonly kind: 'quantiles';
  readonly of: Expression;
  readonly at: readonly number[];
  readonly by: Keys;
}

/** The rows themselves, as typed arrays in the order of the data. */
export interface ColumnsRequest extends Asked {
  readonly kind: 'columns';
  readonly columns: Readonly<Record<string, Expression>>;
  readonly keys: Keys;
}

/**
 * Counts, sums and sums of products over the rows of each cluster: for many clusters, so that the reply is arrays. Rows with anything unknown are left out,
 * and so are those whose cluster is.
 */
export interface ClustersRequest extends Asked {
  readonly kind: 'clusters';
  readonly columns: Readonly<Record<string, Expression>>;
  /** Pairs of columns, by their order, whose products are added up. */
  readonly products: readonly (readonly [number, number])[];
  readonly cluster: Expression;
  /** What the columns are summed less; near their means, as the engine finds these, unless told. */
  readonly about?: readonly number[];
  /** Rows of a cluster that differ in this are added up apart. */
  readonly by?: Expression;
}

/** What is computed of a part of some work: a pure function of plain data and typed arrays, which another thread finds by its name. */
export interface Task<Part, Done> {
  readonly name: string;
  readonly run: (part: Part) => Done;
}

/** Heavy computing that needs no rows: parts that may be done at the same time, on as many threads as there are. */
export interface WorkRequest<Part = unknown, Done = unknown> {
  readonly kind: 'work';
  readonly task: Task<Part, Done>;
  readonly parts: readonly Part[];
}

/** What is asked of rows. */
export type RowsRequest = MomentsRequest | QuantilesRequest | ColumnsRequest | ClustersRequest;
export type Request = RowsRequest | WorkRequest;

export interface Group {
  readonly key: readonly string[];
  readonly moments: Moments;
  /** Rows of this group left out because a measure or the weight is unknown. */
  readonly dropped: number;
}

export interface MomentsReply {
  readonly kind: 'moments';
  /** Sorted by key text. Groups whose rows were all dropped are here too, with n = 0. */
  readonly groups: readonly Group[];
  /** Rows where `where` holds but a key is unknown. */
  readonly keyless: number;
  /** Of each asked column: does it hold integers (or booleans) by type? */
  readonly integer: Readonly<Record<string, boolean>>;
}

export interface QuantilesReply {
  readonly kind: 'quantiles';
  readonly groups: readonly { readonly key: readonly string[]; readonly n: number; readonly values: Float64Array }[];
}

export interface ColumnsReply {
  readonly kind: 'columns';
  readonly n: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly keys: Readonly<Record<string, { readonly codes: Int32Array; readonly levels: readonly string[] }>>;
  /** Rows where `where` holds but a column or key is unknown. */
  readonly dropped: number;
}

/** What the clusters add up to, in parts: a cluster is one, or several whose sums are still to be added. */
export interface ClustersReply {
  readonly kind: 'clusters';
  readonly clusters: number;
  /** Cluster g has the parts `parts[starts[g]]` up to but not including `parts[starts[g + 1]]`: places in the arrays below, which other replies may share. */
  readonly starts: Int32Array;
  readonly parts: Int32Array;
  /** Rows. */
  readonly sizes: Float64Array;
  /** What the rows of each part have in `by`. */
  readonly by: { readonly codes: Int32Array; readonly levels: readonly string[] };
  /** What the cluster of each part is called, where that is a number. */
  readonly names?: Float64Array;
  /** Of each column: what it is summed less. */
  readonly centres: Float64Array;
  /** Of each column: sums of x - c. */
  readonly sums: readonly Float64Array[];
  /** Of each pair: sums of (x - c)(x' - c'). */
  readonly products: readonly Float64Array[];
}

/** What was made of each part, in their order. */
export interface WorkReply<Done = unknown> {
  readonly kind: 'work';
  readonly done: readonly Done[];
}

export type RowsReply = MomentsReply | QuantilesReply | ColumnsReply | ClustersReply;
export type Reply = RowsReply | WorkReply;
export type ReplyTo<R extends RowsRequest> = R extends MomentsRequest
  ? MomentsReply
  : R extends QuantilesRequest
    ? QuantilesReply
    : R extends ColumnsRequest
      ? ColumnsReply
      : ClustersReply;

type By = readonly string[] | Keys;
type Options = Asked & { readonly by?: By };

export function moments(o: Options & { readonly columns: MomentsRequest['columns']; readonly weight?: Weight }): MomentsRequest {
  return { ...o, kind: 'moments', by: keysOf(o.by) };
}

/** The values of one column and how many rows hold each. */
export function levels(o: Asked & { readonly of: string | Expression }): MomentsRequest {
  const { of, ...asked } = o;
  return { ...asked, kind: 'moments', columns: {}, by: { level: typeof of === 'string' ? column(of) : of } };
}

export function quantiles(o: Options & { readonly of: Expression; readonly at: readonly number[] }): QuantilesRequest {
  return { ...o, kind: 'quantiles', by: keysOf(o.by) };
}

export function columns(o: Asked & { readonly columns: ColumnsRequest['columns']; readonly keys?: By }): ColumnsRequest {
  return { ...o, kind: 'columns', keys: keysOf(o.keys) };
}

export function clusters(o: Omit<ClustersRequest, 'kind'>): ClustersRequest {
  return { ...o, kind: 'clusters' };
}

function keysOf(by: By = []): Keys {
  return Array.isArray(by) ? Object.fromEntries(by.map((name: string) => [name, column(name)])) : (by as Keys);
}
