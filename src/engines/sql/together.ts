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
    const { rows, derived } = splitDerived(steps, base, source);
    const fits = (g: Gathered): boolean => round[g.positions[0]].request.kind === 'moments' && sameRows(g.rows, rows) && !clashes(derived, g.derived);
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

/** Columns derived at the end, unless they hide some of the rows' own: those are part of the way. */
function splitDerived(steps: readonly Step[], base: readonly Column[], source: string): { rows: readonly Step[]; derived: Derived } {
  const last = steps.at(-1);
  if (last?.kind !== 'derive') return { rows: steps, derived: {} };
  const rows = steps.slice(0, -1);
  const hides = schemaAfter(base, rows, source).some((c) => Object.hasOwn(last.columns, c.name));
  return hides ? { rows: steps, derived: {} } : { rows, derived: last.columns };
}

const sameRows = (a: readonly Step[], b: readonly Step[]): boolean => expressionKey(a) === expressionKey(b);

/** Does a name that both derive mean two things? */
function clashes(added: Derived, there: Derived): boolean {
  return Object.entries(added).some(([name, e]) => Object.hasOwn(there, name) && expressionKey(e) !== expressionKey(there[name]));
}
