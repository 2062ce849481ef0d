import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { ClustersRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';
import { conditionsOf, enter, registry } from './scan.ts';

/** What one SELECT needs that adds rows up by cluster for several requests. */
export interface ClusterScan {
  readonly cluster: Expression;
  readonly where: Expression | undefined;
  readonly measures: readonly Measure[];
  readonly bits: readonly Expression[];
  readonly by: readonly Expression[];
  /** Pairs of measures, the lower first. */
  readonly products: readonly (readonly [number, number])[];
  readonly asked: readonly ScanRequest[];
}

/** An expression, and what it is summed less if that is told. */
interface Measure {
  readonly e: Expression;
  readonly about?: number;
}

/** A request in terms of the scan's indices. */
export interface ScanRequest {
  readonly request: ClustersRequest;
  readonly measures: readonly number[];
  readonly products: readonly number[];
  readonly by: number | undefined;
  /** The conditions of its rows: where it holds, what is known. */
  readonly bits: readonly number[];
}

export function clusterScanFor(requests: readonly ClustersRequest[], schema: readonly Column[]): ClusterScan {
  const [bits, by] = [registry(), registry()];
  const measures = new Map<string, Measure & { readonly at: number }>();
  const measured = (e: Expression, about: number | undefined): number => {
    const key = expressionKey([e, about]);
    const known = measures.get(key) ?? { e, at: measures.size, ...(about !== undefined && { about }) };
    measures.set(key, known);
    return known.at;
  };
  const products = new Map<string, { readonly at: number; readonly pair: readonly [number, number] }>();
  const { conditions, shared } = conditionsOf(requests, schema);
  const asked = requests.map((request, i): ScanRequest => {
    const values = Object.values(request.columns);
    const own = values.map((e, j) => measured(e, request.about?.[j]));
    const condition = shared ? undefined : conditions[i];
    const read = [...values, ...(request.by ? [request.by] : [])];
    return {
      request,
      measures: own,
      products: request.products.map(([a, b]) => {
        const pair = [Math.min(own[a], own[b]), Math.max(own[a], own[b])] as const;
        const known = products.get(pair.join()) ?? { at: products.size, pair };
        products.set(pair.join(), known);
        return known.at;
      }),
      by: request.by && enter(by, request.by),
      bits: [
        ...(condition ? [enter(bits, condition)] : []),
        ...new Set(read.filter((e) => unknownIn(schema, e)).map((e) => enter(bits, { op: 'isKnown', of: e }))),
      ],
    };
  });
  const pairs = Array.from(products.values(), ({ pair }) => pair);
  return { cluster: requests[0].cluster, where: shared, measures: [...measures.values()], bits: bits.list, by: by.list, products: pairs, asked };
}
