import { expressionKey } from '../../expressions/walk.ts';
import type { PlacedRequest } from '../../relation/relation.ts';
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
  derived: Derived;
  readonly positions: number[];
}

/**
 * Moments that are asked on the same rows go together, also where each derives columns of its own at the end: new columns do not change rows.
 * Other requests go alone.
 */
export function askedTogether(round: readonly PlacedRequest[], base: readonly Column[], source: string): readonly AskedTogether[] {
  const gathered: Gathered[] = [];
  for (const [i, { request, steps }] of round.entries()) {
    const { rows, derived } = splitDerived(steps);
    const known = schemaAfter(base, rows, source);
    const fits = (g: Gathered): boolean => round[g.positions[0]].request.kind === 'moments' && sameRows(g.rows, rows) && addsOnly(derived, g.derived, known);
    const host = request.kind === 'moments' ? gathered.find(fits) : undefined;
    if (host) {
      host.derived = { ...host.derived, ...derived };
      host.positions.push(i);
    } else gathered.push({ rows, derived, positions: [i] });
  }
  return gathered.map(({ rows, derived, positions }) => {
    const steps = Object.keys(derived).length > 0 ? [...rows, derive(derived)] : rows;
    return { steps, schema: schemaAfter(base, steps, source), positions };
  });
}

function splitDerived(steps: readonly Step[]): { rows: readonly Step[]; derived: Derived } {
  const last = steps.at(-1);
  return last?.kind === 'derive' ? { rows: steps.slice(0, -1), derived: last.columns } : { rows: steps, derived: {} };
}

const sameRows = (a: readonly Step[], b: readonly Step[]): boolean => expressionKey(a) === expressionKey(b);

/** Neither side hides a column of the rows, and a name that both derive means the same. */
function addsOnly(added: Derived, there: Derived, known: readonly Column[]): boolean {
  const hides = (columns: Derived): boolean => known.some((c) => Object.hasOwn(columns, c.name));
  const clashes = Object.entries(added).some(([name, e]) => Object.hasOwn(there, name) && expressionKey(e) !== expressionKey(there[name]));
  return !clashes && !hides(added) && !hides(there);
}
