import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { MomentsRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';

/** What one SELECT needs that answers several moments requests on the same rows. */
export interface Scan {
  /** Distinct expressions that are measured, weighted by, grouped by. */
  readonly measures: Registry;
  readonly weights: Registry;
  readonly keys: Registry;
  /** Conditions of which each row satisfies some: where a request holds, what is known. One bit each. */
  readonly bits: Registry;
  /** Condition shared by all requests. */
  readonly where: Expression | undefined;
  readonly asked: readonly ScanRequest[];
}

/** A request in terms of the scan's indices. */
export interface ScanRequest {
  readonly request: MomentsRequest;
  readonly measures: readonly number[];
  readonly weight: number | undefined;
  readonly keys: readonly number[];
  /** Bits that say that the request's `where` holds; that its measures and weight are known. A key that is unknown says so itself. */
  readonly whereBits: readonly number[];
  readonly valueBits: readonly number[];
}

/** Expressions, each once, by position. */
export interface Registry {
  readonly list: Expression[];
  readonly positions: Map<string, number>;
}

export const registry = (): Registry => ({ list: [], positions: new Map() });

/** The position of an expression, which is added where it is new. */
export function enter(r: Registry, e: Expression): number {
  const key = expressionKey(e);
  const known = r.positions.get(key);
  if (known !== undefined) return known;
  r.positions.set(key, r.list.length);
  return r.list.push(e) - 1;
}

export function scanFor(requests: readonly MomentsRequest[], schema: readonly Column[]): Scan {
  const [measures, weights, keys, bits] = [registry(), registry(), registry(), registry()];
  const { conditions, shared } = conditionsOf(requests, schema);
  const asked = requests.map((request, i): ScanRequest => {
    const condition = conditions[i];
    const values = [...Object.values(request.columns), ...(request.weight ? [request.weight.column] : [])];
    return {
      request,
      measures: Object.values(request.columns).map((e) => enter(measures, e)),
      weight: request.weight && enter(weights, request.weight.column),
      keys: Object.values(request.by).map((e) => enter(keys, e)),
      whereBits: condition && !shared ? [enter(bits, condition)] : [],
      valueBits: [...new Set(values.filter((e) => unknownIn(schema, e)).map((e) => enter(bits, { op: 'isKnown', of: e })))],
    };
  });
  return { measures, weights, keys, bits, where: shared, asked };
}

/** The condition of each request, where it has one that may not hold; and that which all share. */
export function conditionsOf(requests: readonly { readonly where?: Expression }[], schema: readonly Column[]) {
  const conditions = requests.map(({ where }) => (where && !alwaysHolds(where, schema) ? where : undefined));
  return { conditions, shared: distinct(conditions).length === 1 ? conditions[0] : undefined };
}

/** The distinct conditions that requests are asked under; undefined for none. */
export const wheresOf = (requests: readonly MomentsRequest[]): readonly (Expression | undefined)[] => distinct(requests.map(({ where }) => where));

function distinct(conditions: readonly (Expression | undefined)[]): readonly (Expression | undefined)[] {
  return [...new Map(conditions.map((where) => [where && expressionKey(where), where])).values()];
}

/** Does the condition only say that something is known which cannot be unknown? */
function alwaysHolds(e: Expression, schema: readonly Column[]): boolean {
  if (e.op === 'and') return alwaysHolds(e.left, schema) && alwaysHolds(e.right, schema);
  return e.op === 'isKnown' ? !unknownIn(schema, e.of) : e.op === 'boolean' && e.value;
}

/** Requests by the set of keys that they group by: what is scanned together when the union of all keys has too many groups. */
export function byKeySet(requests: readonly MomentsRequest[]): readonly (readonly MomentsRequest[])[] {
  const sets = new Map<string, MomentsRequest[]>();
  for (const request of requests) {
    const id = Object.values(request.by).map(expressionKey).sort().join('\n');
    sets.set(id, [...(sets.get(id) ?? []), request]);
  }
  return [...sets.values()];
}
