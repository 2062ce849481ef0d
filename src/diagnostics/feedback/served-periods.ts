import { column, isKnown, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { merge } from '../../moments/merge.ts';
import type { Moments } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../../relation/requests.ts';
import { periodsInOrder } from './periods-in-order.ts';
import { chanceFaults, chanceLogOdds, countIn, expectChances, expectServed, isServedKey, wasServed } from './served.ts';

export interface ServedLog {
  readonly served: string;
  readonly period?: string;
  readonly probability?: string;
  /** Numeric columns that are known of every request. */
  readonly contexts: readonly string[];
  readonly outcomes?: readonly { readonly outcome: string; readonly measure?: Expression }[];
}

/** Requests that were served, and those that were not, with the moments of their contexts. */
export interface ServedMoments {
  readonly served: Moments;
  readonly unserved: Moments;
  readonly all: Moments;
}

export interface ServedPeriod {
  readonly label: string;
  /** Place on the axis of time: the period's number, or its rank where periods are no numbers. */
  readonly time: number;
  readonly requests: number;
  readonly served: number;
  /** Contexts and what serving went by, of requests on which all are known; absent when one side has none. */
  readonly sides: ServedMoments | undefined;
  /** Mean of each outcome among labelled requests. */
  readonly labelledMeans: ReadonlyMap<string, number>;
  /** Contexts and outcome of labelled requests, by outcome; empty without a logged chance. */
  readonly labels: ReadonlyMap<string, Moments>;
}

export interface ServedPeriods {
  readonly periods: readonly ServedPeriod[];
  /** Requests left out because it is unknown whether, or when, they were served. */
  readonly unknown: number;
  /** Requests without a logged chance, and those that could not be served. */
  readonly unlogged: number;
  readonly never: number;
  /** Labels of requests that were not served, by outcome. */
  readonly stray: readonly { readonly outcome: string; readonly count: number }[];
}

/** The name of the serving column among the moments: log-odds of the logged chance, or whether the request was served. */
export const SERVING = 'estimand:serving';

/** The logged chance, among the columns of moments. */
export const CHANCE = 'estimand:chance';

/** The log by period, in one round. */
export function* servedPeriods({ served, period, probability, contexts, outcomes = [] }: ServedLog): Asking<ServedPeriods> {
  const by = period === undefined ? [served] : [served, period];
  const serving = probability === undefined ? when(wasServed(served), 1, 0) : chanceLogOdds(probability);
  const measures = outcomes.map(({ outcome, measure }) => ({ [outcome]: measure ?? column(outcome) }));
  const known = Object.fromEntries(contexts.map((x) => [x, column(x)]));
  const columns = { ...known, [SERVING]: serving, ...(probability !== undefined && { [CHANCE]: column(probability) }) };
  const [counts, measured, labels, together] = yield* all([
    ask(moments({ columns: probability === undefined ? {} : chanceFaults(probability), by })),
    ask(moments({ columns, by, where: isKnown(column(served)) })),
    all(measures.map((measure) => ask(moments({ columns: measure, by })))),
    all(probability === undefined ? [] : measures.map((measure) => ask(moments({ columns: { ...known, ...measure }, by, where: wasServed(served) })))),
  ]);
  expectServed(counts.groups, served, 0);
  if (probability !== undefined) expectChances(counts.groups, probability, 0);
  const names = [...new Set(counts.groups.map(({ key }) => key[1] ?? 'all'))];
  return {
    periods: periodsInOrder(names, period ?? 'all').map(({ label, time }) => periodOf(label, time, { counts, measured, labels, together })),
    unknown: counts.keyless,
    unlogged: probability === undefined ? 0 : countIn(counts.groups, 'unlogged'),
    never: probability === undefined ? 0 : countIn(counts.groups, 'never'),
    stray: outcomes.map(({ outcome }, i) => ({ outcome, count: sizeOf(labels[i].groups.filter(({ key }) => !isServedKey(key[0]))) })),
  };
}

interface Replies {
  readonly counts: MomentsReply;
  readonly measured: MomentsReply;
  readonly labels: readonly MomentsReply[];
  readonly together: readonly MomentsReply[];
}

function periodOf(label: string, time: number, { counts, measured, labels, together }: Replies): ServedPeriod {
  const own = ({ groups }: MomentsReply): readonly Group[] => groups.filter(({ key }) => (key[1] ?? 'all') === label);
  const side = (groups: readonly Group[], which: boolean): readonly Group[] => groups.filter(({ key }) => isServedKey(key[0]) === which);
  const [[yes], [no]] = [side(own(measured), true), side(own(measured), false)];
  const means = labels.flatMap((reply): readonly (readonly [string, number])[] => {
    const [group] = side(own(reply), true);
    return group && group.moments.n > 0 ? [[group.moments.columns[0], group.moments.mean[0]]] : [];
  });
  return {
    label,
    time,
    requests: sizeOf(own(counts)),
    served: sizeOf(side(own(counts), true)),
    sides: sidesOf(yes, no),
    labelledMeans: new Map(means),
    labels: new Map(together.flatMap((reply) => own(reply).map(({ moments: m }) => [m.columns[m.columns.length - 1], m] as const))),
  };
}

function sidesOf(yes: Group | undefined, no: Group | undefined): ServedMoments | undefined {
  if (!yes || !no || yes.moments.n < 2 || no.moments.n < 2) return undefined;
  return { served: yes.moments, unserved: no.moments, all: merge(yes.moments, no.moments) };
}

const sizeOf = (groups: readonly Group[]): number => groups.reduce((sum, { moments: m }) => sum + m.n, 0);
