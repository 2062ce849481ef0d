import { call, column, divide } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { eventsIn, squaresEqualValues } from '../../inference/arms/binary.ts';
import { type ArmMoments, type EffectFromMoments, effectFromMoments, ratioFromMoments } from '../../inference/arms/effect-from-moments.ts';
import type { EventBlock, Events } from '../../inference/sequential/e-values.ts';
import { armDesign } from '../../models/arm-design.ts';
import { merge } from '../../moments/merge.ts';
import type { Moments } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';

export interface SoFarOptions {
  readonly outcome: string;
  readonly measure: Expression;
  readonly ratio?: { readonly numerator: Expression; readonly denominator: Expression };
  readonly assignment: string;
  readonly control: string;
  readonly treatments: readonly string[];
  readonly adjust: readonly Covariate[];
  /** When a unit came in, in seconds since 1970. */
  readonly time: Expression;
}

/** What was known of an effect at the end of a day. */
export interface SoFar extends Partial<EffectFromMoments> {
  /** Days since 1970. */
  readonly day: number;
  /** Assigned until then, to all arms, whether or not their outcome is known. */
  readonly units: number;
  /** With the outcome, in the smaller of the arms compared. */
  readonly fewest: number;
}

/** Of each treatment, day by day. */
export interface EffectsSoFar {
  readonly arms: ReadonlyMap<string, readonly SoFar[]>;
  /** Of an outcome of 0 and 1: how many units had it on each day. */
  readonly blocks?: ReadonlyMap<string, readonly EventBlock[]>;
}

const day = 86_400;

/**
 * The effect as it would have been read at the end of each day, by treatment.
 *
 * Model     moments by arm and day, merged from the first day on (`effectFromMoments`): any number of looks costs one scan, and another where covariates have to be looked at.
 * Shapes    as many as days with units; an effect is absent while an arm has too few.
 * Errors    those of the covariates.
 */
export function* effectSoFar(o: SoFarOptions): Asking<EffectsSoFar> {
  const arms = [o.control, ...o.treatments];
  const outcome = { name: o.outcome, measure: o.measure };
  const isPlain = o.ratio !== undefined || o.adjust.length === 0;
  const covariates = isPlain ? [] : (yield* armDesign({ assignment: o.assignment, outcome, arms }, o.adjust)).columns;
  const measures = o.ratio ? { over: o.ratio.numerator, under: o.ratio.denominator } : { [o.outcome]: o.measure };
  const columns = { ...measures, ...Object.fromEntries(covariates.map(({ name, expression }) => [name, expression])) };
  const reply = yield* ask(moments({ columns, by: { arm: column(o.assignment), day: call('floor', divide(o.time, day)) } }));
  const names = covariates.map(({ name }) => name);
  const effect = (both: ArmMoments) => (o.ratio ? ratioFromMoments(both, 'over', 'under') : effectFromMoments(both, o.outcome, names));
  const days = byDay(reply.groups);
  const isBinary = !o.ratio && reply.integer[o.outcome] && reply.groups.every(({ moments: m }) => squaresEqualValues(m, o.outcome));
  return {
    arms: new Map(o.treatments.map((arm) => [arm, upTo(days, [o.control, arm], effect)])),
    ...(isBinary && { blocks: new Map(o.treatments.map((arm) => [arm, days.map((one) => blockOf(one, [o.control, arm], o.outcome))])) }),
  };
}

function blockOf([, groups]: Day, [control, treatment]: readonly [string, string], outcome: string): EventBlock {
  const of = (arm: string): Events => {
    const own = groups.find(({ key }) => key[0] === arm)?.moments;
    return own && own.n > 0 ? { units: own.n, events: eventsIn(own, outcome) } : { units: 0, events: 0 };
  };
  return { treatment: of(treatment), control: of(control) };
}

type Day = readonly [day: number, groups: readonly Group[]];

function byDay(groups: readonly Group[]): readonly Day[] {
  const days = new Map<number, Group[]>();
  for (const group of groups) {
    const at = Number(group.key[1]);
    const own = days.get(at);
    if (own) own.push(group);
    else days.set(at, [group]);
  }
  return [...days].sort(([a], [b]) => a - b);
}

function upTo(
  days: readonly Day[],
  arms: readonly [control: string, treatment: string],
  effect: (both: ArmMoments) => EffectFromMoments | undefined,
): readonly SoFar[] {
  const known: (Moments | undefined)[] = [undefined, undefined];
  let units = 0;
  return days.map(([at, groups]) => {
    for (const { key, moments: m, dropped } of groups) {
      units += m.n + dropped;
      const place = arms.indexOf(key[0]);
      const before = known[place];
      if (place >= 0 && m.n > 0) known[place] = before ? merge(before, m) : m;
    }
    const [control, treatment] = known;
    const fewest = Math.min(control?.n ?? 0, treatment?.n ?? 0);
    return { day: at, units, fewest, ...(control && treatment && fewest > 1 && effect({ control, treatment })) };
  });
}
