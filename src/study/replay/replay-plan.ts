import { EstimandError } from '../../errors/estimand-error.ts';
import { add, and, column, equals, is, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Vector } from '../../expressions/vector.ts';
import { shuffle } from '../../math/random/shuffle.ts';
import { stream } from '../../math/random/stream.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { isRead } from '../ask/headlines.ts';

/** The study as it is replayed: what the decision reads, at one look, of all units that are drawn. */
export function readOnly(protocol: Protocol): Protocol {
  const { losses: _, early: __, late: ___, heterogeneity: ____, population: _____, except: ______, analysis, ...kept } = protocol;
  const { randomization: _______, ...asked } = analysis;
  return {
    ...kept,
    outcomes: protocol.outcomes.filter((o) => isRead(o) || o.value !== undefined),
    segments: [],
    mediators: [],
    usage: undefined,
    trigger: undefined,
    analysis: asked,
  };
}

/** An effect of the treatments on the primary outcome, in its outcomes and in what it is worth. */
export interface Planted {
  readonly protocol: Protocol;
  readonly outcome: string;
  readonly effect: number;
  /** Column that says of whom a binary outcome changes. */
  readonly columns: Readonly<Record<string, Vector>>;
}

const changed = 'estimand:planted';
/** Far from the streams of the draws. */
const ofChanged = 2 ** 45;

/**
 * The study with an effect planted in every treatment arm: added to the primary outcome; of one of 0 and 1, the same units change whenever they are treated, as many as the effect says.
 *
 * Errors  option-invalid for an effect that no share can have. Undefined where no effect is declared, and of a ratio.
 */
export function planted(protocol: Protocol, columns: Readonly<Record<string, Vector>>, effect: number | undefined, seed: number): Planted | undefined {
  const primary = protocol.outcomes.find(({ role }) => role === 'primary');
  const { assignment } = protocol;
  if (!primary || !assignment || effect === undefined || effect === 0 || primary.ratio) return undefined;
  const values = binaryValues(primary, columns);
  const change = values ? flipped(primary, values, effect) : number(effect);
  const treated = (of: Expression): Expression => when(is(column(assignment.column), assignment.control), number(0), of);
  const outcomes = protocol.outcomes.map((o): Outcome => {
    if (o.name === primary.name) return { ...o, measure: add(o.measure, treated(change)) };
    if (o.name !== netValue || primary.value === undefined) return o;
    return { ...o, measure: add(o.measure, treated(times(worthOf(primary.value, assignment.column), change))) };
  });
  return {
    protocol: { ...protocol, outcomes },
    outcome: primary.name,
    effect,
    columns: values ? { [changed]: { type: 'number', values: whoChanges(values, effect, seed) } } : {},
  };
}

function worthOf(value: NonNullable<Outcome['value']>, assignment: string): Expression {
  if (typeof value === 'number') return number(value);
  return Object.entries(value).reduce<Expression>((otherwise, [arm, worth]) => when(is(column(assignment), arm), number(worth), otherwise), number(0));
}

/** The column of a primary outcome that holds only 0 and 1, with NaN for what is unknown. */
function binaryValues({ measure, quantile }: Outcome, columns: Readonly<Record<string, Vector>>): Float64Array | undefined {
  const v = measure.op === 'column' && quantile === undefined ? columns[measure.name] : undefined;
  if (v?.type !== 'number') return undefined;
  const values = v.values.map((x, i) => (v.known?.[i] === 0 ? Number.NaN : x));
  return values.every((x) => Number.isNaN(x) || x === 0 || x === 1) ? values : undefined;
}

/** One more or less where the unit is one of those that change. */
const flipped = ({ measure }: Outcome, _: Float64Array, effect: number): Expression =>
  when(and(equals(column(changed), number(1)), equals(measure, number(effect > 0 ? 0 : 1))), subtract(number(1), times(number(2), measure)), number(0));

function whoChanges(values: Float64Array, effect: number, seed: number): Float64Array {
  const from = effect > 0 ? 0 : 1;
  const known = values.reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : 1), 0);
  const candidates = Int32Array.from(values.keys()).filter((i) => values[i] === from);
  const wanted = Math.round(known * Math.abs(effect));
  if (wanted > candidates.length) {
    const share = candidates.length / known;
    throw new EstimandError('option-invalid', {
      option: 'effect',
      found: String(effect),
      asked: `one that leaves the share ${Number((from === 0 ? 1 - share : share).toPrecision(4))} between 0 and 1`,
    });
  }
  shuffle(candidates, stream(seed, ofChanged));
  const chosen = new Float64Array(values.length);
  for (let k = 0; k < wanted; k++) chosen[candidates[k]] = 1;
  return chosen;
}
