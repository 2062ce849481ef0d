import type { Expression } from '../expressions/expression.ts';
import { expressionKey } from '../expressions/walk.ts';
import { expectMagnitudes } from './magnitudes.ts';
import type { RowsReply, RowsRequest, Task } from './requests.ts';
import { type Column, expectCondition, expectMeasure, typeIn } from './schema.ts';
import { broadcast, derive, rollup, type SharedTotal, type Step, schemaAfter, type Total, where } from './steps.ts';

export interface AnswerOptions {
  readonly signal?: AbortSignal;
  /** Share of the current round that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Threads that heavy computing is done on; without, it is done in this one. */
  readonly workers?: Workers;
}

/** Threads that find a task by its name, and do the parts that they are handed. */
export interface Workers {
  run<Part, Done>(task: Task<Part, Done>, part: Part, signal?: AbortSignal): Promise<Done>;
  close(): Promise<void>;
}

/** Rows that answer rounds of requests, wherever they live. Immutable: every verb gives a new relation over the same engine. */
export interface Relation {
  /** What the rows are called in messages. */
  readonly name: string;
  readonly schema: readonly Column[];
  /** Rounds answered so far by the engine below. */
  readonly rounds: number;
  /** Statements that the engine ran, in its own language. */
  readonly statements: readonly string[];
  /** The tables that the rows were selected from; none where they are taken as they lie. */
  readonly sources: readonly Relation[];
  where(condition: Expression): Relation;
  derive(columns: Readonly<Record<string, Expression>>): Relation;
  broadcast(key: readonly string[], totals: Readonly<Record<string, SharedTotal>>): Relation;
  rollup(key: readonly string[], totals: Readonly<Record<string, Total>>): Relation;
  answer(round: readonly RowsRequest[], options?: AnswerOptions): Promise<readonly RowsReply[]>;
  /** The same rows, worked out once for all rounds to come where the engine can; closing them lets go of what was kept. */
  kept(options?: AnswerOptions): Promise<Relation>;
  close(): void;
}

/** Rows that can be asked without waiting: those in memory. */
export interface SyncRelation extends Relation {
  where(condition: Expression): SyncRelation;
  derive(columns: Readonly<Record<string, Expression>>): SyncRelation;
  broadcast(key: readonly string[], totals: Readonly<Record<string, SharedTotal>>): SyncRelation;
  rollup(key: readonly string[], totals: Readonly<Record<string, Total>>): SyncRelation;
  answerSync(round: readonly RowsRequest[]): readonly RowsReply[];
}

/** What an engine must provide: the base columns, and replies to requests on the base after some steps. */
export interface Engine {
  readonly name: string;
  readonly schema: readonly Column[];
  readonly statements: readonly string[];
  /** What it selects its rows from. */
  readonly sources?: readonly Engine[];
  answer(round: readonly PlacedRequest[], options: AnswerOptions): Promise<readonly RowsReply[]>;
  /** The rows after some steps as a table of its own, which closing removes. Absent where each round works them out anew. */
  keep?(steps: readonly Step[], options: AnswerOptions): Promise<Engine>;
  close(): void;
}

/** A request with the whole way from the base rows to where it is asked. */
export interface PlacedRequest {
  readonly request: RowsRequest;
  readonly steps: readonly Step[];
  /** The columns that it sees. */
  readonly schema: readonly Column[];
}

export function relationOver(engine: Engine, counter = { rounds: 0 }, steps: readonly Step[] = []): Relation {
  const schema = schemaAfter(engine.schema, steps, engine.name);
  const then = (step: Step): Relation => relationOver(engine, counter, [...steps, step]);
  return {
    name: engine.name,
    schema,
    get rounds() {
      return counter.rounds;
    },
    get statements() {
      return engine.statements;
    },
    sources: (engine.sources ?? []).map((source) => relationOver(source)),
    where: (condition) => then(where(condition)),
    derive: (columns) => then(derive(columns)),
    broadcast: (key, totals) => then(broadcast(key, totals)),
    rollup: (key, totals) => then(rollup(key, totals)),
    async answer(round, options = {}) {
      options.signal?.throwIfAborted();
      counter.rounds++;
      const { asked, placeOf } = once(round);
      const replies = await engine.answer(placed(asked, schema, steps, engine.name), options);
      options.onProgress?.(1);
      return placeOf.map((place) => replies[place]);
    },
    async kept(options = {}) {
      if (!engine.keep) return { ...relationOver(engine, counter, steps), close: () => {} };
      return relationOver(await engine.keep(steps, options), counter);
    },
    close: () => engine.close(),
  };
}

/** Equal requests for rows have one reply, so that what is computed of it is computed once. */
export function once(round: readonly RowsRequest[]): { readonly asked: readonly RowsRequest[]; readonly placeOf: readonly number[] } {
  const places = new Map<string, number>();
  const asked: RowsRequest[] = [];
  const placeOf = round.map((request) => {
    const key = request.kind === 'columns' ? expressionKey(request) : undefined;
    const known = key === undefined ? undefined : places.get(key);
    if (known !== undefined) return known;
    if (key !== undefined) places.set(key, asked.length);
    return asked.push(request) - 1;
  });
  return { asked, placeOf };
}

/** Checks a round against the columns, and puts each request where it is asked. */
export function placed(round: readonly RowsRequest[], schema: readonly Column[], steps: readonly Step[], source: string): readonly PlacedRequest[] {
  return round.map((request) => ({
    request,
    steps: [...steps, ...(request.over ?? [])],
    schema: checked(request, schemaAfter(schema, request.over ?? [], source), source),
  }));
}

function checked(request: RowsRequest, schema: readonly Column[], source: string): readonly Column[] {
  const measures = request.kind === 'quantiles' ? { value: request.of } : request.columns;
  for (const [label, e] of Object.entries(measures)) {
    expectMeasure(schema, source, e, label);
    expectMagnitudes(schema, source, e);
  }
  for (const e of keysOf(request)) typeIn(schema, source, e);
  if (request.where) expectCondition(schema, source, request.where);
  if (request.kind === 'moments' && request.weight) {
    expectMeasure(schema, source, request.weight.column, 'weight');
    expectMagnitudes(schema, source, request.weight.column);
  }
  return schema;
}

function keysOf(request: RowsRequest): readonly Expression[] {
  if (request.kind === 'clusters') return [request.cluster, ...(request.by ? [request.by] : [])];
  return Object.values(request.kind === 'columns' ? request.keys : request.by);
}

/** The relation after some steps. */
export const through = (relation: Relation, steps: readonly Step[]): Relation => steps.reduce(taken, relation);

function taken(relation: Relation, step: Step): Relation {
  if (step.kind === 'where') return relation.where(step.condition);
  if (step.kind === 'derive') return relation.derive(step.columns);
  return step.kind === 'broadcast' ? relation.broadcast(step.key, step.totals) : relation.rollup(step.key, step.totals);
}
