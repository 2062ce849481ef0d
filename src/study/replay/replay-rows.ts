import { EstimandError } from '../../errors/estimand-error.ts';
import { column, is, isKnown, text, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Vector } from '../../expressions/vector.ts';
import { columnsOf } from '../../expressions/walk.ts';
import type { DeclaredArms } from '../../protocol/design.ts';
import { columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';
import { ask } from '../../relation/asking.ts';
import { type AnswerOptions, type Relation, through } from '../../relation/relation.ts';
import { columns, moments } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { namesIn } from '../../relation/schema.ts';
import { rollup, where } from '../../relation/steps.ts';
import { isRead } from '../ask/headlines.ts';
import { lookedAt } from '../look/looked-at.ts';
import { matchedNames } from '../look/matched-names.ts';
import { withoutRefused } from '../look/measured.ts';
import { settleScales } from '../look/outcome-scale.ts';
import { plannedUnits } from '../power/planned-data.ts';
import { protocolOf } from '../protocol-of.ts';
import { expectColumns } from '../read/expect-columns.ts';
import type { StudySource } from '../read/parse-study.ts';
import type { ReplayedData } from './replayed.ts';

/** Rows of units on which arms are drawn anew, and the study of them as it is planned. */
export interface ReplayRows {
  readonly rows: ReplayedData['rows'];
  readonly n: number;
  readonly columns: Readonly<Record<string, Vector>>;
  /** The arm that each unit had, where all rows are drawn on: a place among control and treatments. */
  readonly had?: Int32Array;
  /** Column of the unit, where it has several rows: it is what was drawn. */
  readonly repeated?: string;
  readonly protocol: Protocol;
}

export type WhichRows = 'all' | 'control';

/**
 * The rows of a study brought to its units, in memory: those of the control arm, all of them where asked or where nobody was assigned yet.
 *
 * Errors  those of reading the data and of looking at it; not-replayable where there is nothing to draw on.
 */
export async function replayRows(source: StudySource, opened: Relation, arms: DeclaredArms, which: WhichRows, options: AnswerOptions): Promise<ReplayRows> {
  const isAssigned = opened.schema.some((c) => c.name === arms.assignment);
  const { rows, protocol } = isAssigned ? await assigned(source, opened, options) : await before(source, opened, arms, options);
  const { trigger, cluster, blocks } = protocol;
  const known = [cluster, blocks].flatMap((name) => (name === undefined ? [] : [where(isKnown(column(name)))]));
  const own =
    isAssigned && which === 'control' ? [where(is(column(arms.assignment), arms.control))] : isAssigned ? [where(isKnown(column(arms.assignment)))] : [];
  const taken = through(rows, [...own, ...(trigger ? [where(trigger.met)] : []), ...known]);
  const repeated = await repeatedUnit(taken, source, options);
  const found = await fetched(taken, protocol, [...(repeated === undefined ? [] : [repeated]), ...(isAssigned ? [arms.assignment] : [])], options);
  expectSome(found.n, source, trigger !== undefined);
  const had = isAssigned && which === 'all' ? placesOf(found.columns[arms.assignment], [arms.control, ...arms.treatments]) : undefined;
  const { [arms.assignment]: _, ...others } = found.columns;
  return {
    rows: isAssigned ? (which === 'control' ? 'control arm' : 'all rows') : 'before the launch',
    n: found.n,
    columns: others,
    ...(had && { had }),
    ...(repeated !== undefined && { repeated }),
    protocol,
  };
}

/** As `analyze` looks at them. */
async function assigned(source: StudySource, opened: Relation, options: AnswerOptions): Promise<{ readonly rows: Relation; readonly protocol: Protocol }> {
  expectColumns(source, opened.schema, opened.name);
  const { rows, first } = await lookedAt(await matchedNames(opened, source, options), source, options);
  return { rows, protocol: withoutRefused(first.protocol, first.refused) };
}

/** From before the launch: nobody has an arm yet. */
async function before(
  source: StudySource,
  opened: Relation,
  { assignment, shares }: DeclaredArms,
  options: AnswerOptions,
): Promise<{ readonly rows: Relation; readonly protocol: Protocol }> {
  if (!shares) {
    const facts = {
      why: `${opened.name} has no column "${assignment}" (it has ${namesIn(opened.schema).slice(0, 8).join(', ')}), and the study does not say which share each arm gets`,
      instead: 'Write the planned shares under design, such as `shares: {0: 0.5, 1: 0.5}`.',
    };
    throw new EstimandError('not-replayable', facts, source.placeOf(['design', 'assignment']));
  }
  const withArm = opened.derive({ [assignment]: text('') });
  expectColumns(source, withArm.schema, opened.name);
  const rows = await plannedUnits(withArm, source, options);
  const { unit } = source.study;
  const units = unit === undefined ? rows : through(rows, [where(isKnown(column(unit)))]);
  const declared = protocolOf(source, withArm.schema, { blocks: 0, single: 0 });
  const { protocol, refused } = await run(units, settleScales(declared, source), options);
  return { rows: units, protocol: withoutRefused(protocol, refused) };
}

/** The unit's column, where some unit has several rows. */
async function repeatedUnit(rows: Relation, { study: { unit } }: StudySource, options: AnswerOptions): Promise<string | undefined> {
  if (unit === undefined || !rows.schema.some((c) => c.name === unit)) return undefined;
  const [all, own] = await Promise.all([
    run(rows, ask(moments({ columns: {} })), options),
    run(rows, ask(moments({ columns: {}, over: [rollup([unit], { n: { kind: 'count' } })] })), options),
  ]);
  return (own.groups[0]?.moments.n ?? 0) < (all.groups[0]?.moments.n ?? 0) ? unit : undefined;
}

/** Every column that the questions about what is read may ask. */
function columnsRead({ outcomes, covariates, cluster, errorsBy, blocks, blocksWithin, rerandomized }: Protocol): readonly string[] {
  const read = outcomes.filter((o) => isRead(o) || o.value !== undefined);
  const measured = read.flatMap(({ measure, ratio, mature }) => [
    measure,
    ...(ratio ? [ratio.numerator, ratio.denominator] : []),
    ...(mature ? [mature.met] : []),
  ]);
  const named = [cluster, errorsBy, blocks, blocksWithin, ...covariates.map(columnOfCovariate), ...(rerandomized?.on ?? [])];
  return [...new Set([...measured.flatMap(columnsOf), ...named.flatMap((name) => name ?? [])])];
}

async function fetched(
  rows: Relation,
  protocol: Protocol,
  others: readonly string[],
  options: AnswerOptions,
): Promise<{ readonly n: number; readonly columns: Readonly<Record<string, Vector>> }> {
  const names = [...new Set([...columnsRead(protocol), ...others])].filter((name) => rows.schema.some((c) => c.name === name));
  const isNumber = (name: string): boolean => ['number', 'boolean'].includes(rows.schema.find((c) => c.name === name)!.type) && !others.includes(name);
  const [numbers, keys] = [names.filter(isNumber), names.filter((name) => !isNumber(name))];
  const here = (name: string): Expression => when(isKnown(column(name)), 1, 0);
  const measures = Object.fromEntries([
    ...numbers.map((name) => [`value:${name}`, when(isKnown(column(name)), column(name), 0)] as const),
    ...names.map((name) => [`known:${name}`, here(name)] as const),
  ]);
  const isText = (name: string): boolean => rows.schema.find((c) => c.name === name)!.type === 'text';
  const keyed = Object.fromEntries(keys.map((name) => [name, isText(name) ? when(isKnown(column(name)), column(name), text('')) : column(name)]));
  const reply = await run(rows, ask(columns({ columns: measures, keys: keyed })), options);
  const vectors = names.map((name): readonly [string, Vector] => {
    const known = reply.columns[`known:${name}`];
    if (isNumber(name)) {
      const values = shared(reply.columns[`value:${name}`]);
      return [name, known.includes(0) ? { type: 'number', values, known: Uint8Array.from(known) } : { type: 'number', values }];
    }
    const { codes, levels: texts } = reply.keys[name];
    return [name, { type: 'text', codes: codes.map((code, i) => (known[i] === 1 ? code : -1)), levels: texts }];
  });
  return { n: reply.n, columns: Object.fromEntries(vectors) };
}

/** In memory that threads read together, where there is such memory. */
function shared(values: Float64Array): Float64Array {
  if (typeof SharedArrayBuffer === 'undefined') return values;
  const own = new Float64Array(new SharedArrayBuffer(values.byteLength));
  own.set(values);
  return own;
}

function placesOf(v: Vector, arms: readonly string[]): Int32Array {
  if (v.type !== 'text') throw new TypeError('The arms were not fetched as keys.');
  const places = v.levels.map((level) => arms.indexOf(level));
  return v.codes.map((code) => places[code]);
}

function expectSome(n: number, { placeOf }: StudySource, isTriggered: boolean): void {
  if (n >= 8) return;
  const facts = isTriggered
    ? {
        why: `only ${n} units of these rows meet the trigger: it may be known in one arm only`,
        instead: 'Log the trigger alike in all arms, or replay with --rows all.',
      }
    : {
        why: `only ${n} units are there to be drawn`,
        instead: 'Give rows of the control arm or from before the launch, or use --rows all where nothing was changed (A/A).',
      };
  throw new EstimandError('not-replayable', facts, placeOf(isTriggered ? ['design', 'trigger'] : ['data']));
}
