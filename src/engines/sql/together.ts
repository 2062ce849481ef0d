import { expressionKey } from '../../expressions/walk.ts';
import type { PlacedRequest } from '../../relation/relation.ts';
import type { RowsRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { derive, type Step, schemaAfter } from '../../relation/steps.ts';

/** Requests, by their positions in the round, that one SELECT can serve. */
export interface AskedTogether {
  readonly steps: readonly Step[];
  readonly schema: readonly Column[];
  readonly positions: readonly number[];
}

type Derived = Extract<Step, { kind: 'derive' }>['columns'];

interface Gathered {
  readonly rows: readonly Step[];
  derived: readonly Derived[];
  readonly positions: number[];
}

/**
 * Moments that are asked on the same rows go together, and so do sums by the same clusters and quantiles by the same keys, also where each derives columns of its own at the end, step by step: new columns do not
 * change rows. Other requests go alone.
 */
export function askedTogether(round: readonly PlacedRequest[], base: readonly Column[], source: string): readonly AskedTogether[] {
  const gathered: Gathered[] = [];
  for (const [i, { request, steps }] of round.entries()) {
    const { rows, derived } = splitDerived(steps, base, source);
    const fits = (g: Gathered): boolean => goTogether(round[g.positions[0]].request, request) && sameRows(g.rows, rows) && !clash(derived, g.derived);
    const host = gathered.find(fits);
    if (host) {
      host.derived = merged(host.derived, derived);
      host.positions.push(i);
    } else gathered.push({ rows, derived, positions: [i] });
  }
  return gathered.map(({ rows, derived, positions }) => {
    const steps = [...rows, ...derived.map(derive)];
    return { steps, schema: schemaAfter(base, steps, source), positions };
  });
}

/** Moments, sums by the same clusters, and quantiles by the same keys. */
function goTogether(a: RowsRequest, b: RowsRequest): boolean {
  if (a.kind === 'clusters' && b.kind === 'clusters') return expressionKey(a.cluster) === expressionKey(b.cluster);
  if (a.kind === 'quantiles' && b.kind === 'quantiles') return expressionKey(Object.values(a.by)) === expressionKey(Object.values(b.by));
  return a.kind === 'moments' && b.kind === 'moments';
}

/** Columns derived at the end, unless they hide some of the rows' own: those are part of the way. */
function splitDerived(steps: readonly Step[], base: readonly Column[], source: string): { rows: readonly Step[]; derived: readonly Derived[] } {
  const derived: Derived[] = [];
  let rows = steps;
  for (let last = rows.at(-1); last?.kind === 'derive'; last = rows.at(-1)) {
    const before = rows.slice(0, -1);
    const { columns } = last;
    if (schemaAfter(base, before, source).some((c) => Object.hasOwn(columns, c.name))) break;
    derived.unshift(columns);
    rows = before;
  }
  return { rows, derived };
}

const sameRows = (a: readonly Step[], b: readonly Step[]): boolean => expressionKey(a) === expressionKey(b);

function merged(a: readonly Derived[], b: readonly Derived[]): readonly Derived[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => ({ ...a[i], ...b[i] }));
}

/** Does a name that both derive stand for two things, or for the same thing in another step? */
function clash(added: readonly Derived[], there: readonly Derived[]): boolean {
  return added.some((columns, i) =>
    Object.entries(columns).some(([name, e]) => there.some((own, j) => Object.hasOwn(own, name) && (i !== j || expressionKey(e) !== expressionKey(own[name])))),
  );
}
