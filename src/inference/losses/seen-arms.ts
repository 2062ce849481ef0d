import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, isKnown } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import { varianceOf } from '../../moments/moments.ts';
import type { LossCount } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import type { BoundEnd, BoundLimits } from './imbens-manski.ts';

export interface LossBoundsOptions {
  /** The outcome; a unit is lost where it is unknown. */
  readonly measure: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Default: every arm but control. */
  readonly treatments?: readonly (string | number | boolean)[];
  /** Which rows are units of the study; default all. */
  readonly counted?: Expression;
  /** Column of what was randomized, when that is coarser than a row: errors are then shared within it, and rows in none are not counted. */
  readonly cluster?: string;
  /** Units of each arm that were lost before these rows, such as those whose cluster is not known. */
  readonly before?: Readonly<Record<string, number>>;
  readonly level?: number;
}

/** What the effect of one arm can be, whatever the lost units would have shown. */
export interface EffectBounds {
  readonly kind: 'bounds';
  readonly method: 'lee' | 'worst-case';
  readonly arm: string;
  /** Whose effect it is, in words. */
  readonly population: string;
  /** Ends in outcome units; equal where nothing is lost. */
  readonly low: BoundEnd;
  readonly high: BoundEnd;
  readonly limits: BoundLimits;
  readonly losses: { readonly treatment: LossCount; readonly control: LossCount };
  /** Lee: the arm that loses less, and the share of its observed units that is cut off. */
  readonly trimmed?: { readonly arm: string; readonly share: number };
}

/** Why there are no bounds for an arm. */
export interface NoBounds {
  readonly kind: 'none';
  readonly arm: string;
  /**
   * `few-units`: fewer than two in an arm; `few-observed`: fewer than two observed in an arm, or left after trimming; `outside`: values beyond the bounds that were
   * declared.
   */
  readonly why: 'few-units' | 'few-observed' | 'outside';
  readonly losses: EffectBounds['losses'];
}

export type LossBounds = EffectBounds | NoBounds;

/** Units of one arm, and their outcomes where observed. */
export interface SeenArm {
  readonly arm: string;
  readonly assigned: number;
  /** Units beside those assigned that have no cluster: they count in the share that is lost, and not in its error. */
  readonly outside: number;
  readonly observed: number;
  readonly mean: number;
  readonly variance: number;
}

/** Arms that are compared. */
export interface SeenArms {
  readonly control: SeenArm;
  readonly treatments: readonly SeenArm[];
}

/** The name of the outcome in replies. */
export const outcome = 'y';

/** Outcomes by arm; what is lost are the rows dropped. */
export const askOutcomes = ({ measure, assignment }: LossBoundsOptions): Asking<MomentsReply> =>
  ask(moments({ columns: { [outcome]: measure }, by: [assignment] }));

/** A question on the rows that count: those of the study, and in a cluster where one is named. */
export function amongCounted<T>({ counted, cluster }: LossBoundsOptions, asking: Asking<T>): Asking<T> {
  const conditions = [...(counted ? [counted] : []), ...(cluster === undefined ? [] : [isKnown(column(cluster))])];
  return conditions.length === 0 ? asking : within(asking, conditions.reduce(and));
}

/** Errors  arm-missing. */
export function seenArms({ groups }: Pick<MomentsReply, 'groups'>, o: LossBoundsOptions): SeenArms {
  const { assignment, control, treatments } = o;
  const seen = groups.map(({ key: [arm] }) => arm);
  const armNamed = (arm: string): SeenArm => {
    const group = groups.find(({ key: [name] }) => name === arm);
    if (!group) throw new EstimandError('arm-missing', { column: assignment, arm, seen, booleans: seen.some((s) => s === 'true' || s === 'false') });
    return seenArm(group, o);
  };
  const base = canonicalText(control);
  const others = treatments?.map(canonicalText) ?? seen.filter((arm) => arm !== base);
  return { control: armNamed(base), treatments: others.map(armNamed) };
}

function seenArm({ key: [arm], moments: m, dropped }: Group, { before, cluster }: LossBoundsOptions): SeenArm {
  const lost = before?.[arm] ?? 0;
  const [assigned, outside] = cluster === undefined ? [m.n + dropped + lost, 0] : [m.n + dropped, lost];
  return { arm, assigned, outside, observed: m.n, mean: m.mean[0], variance: m.n > 1 ? varianceOf(m, outcome) : 0 };
}

export const lossesOf = (treatment: SeenArm, control: SeenArm): EffectBounds['losses'] => ({ treatment: lossOf(treatment), control: lossOf(control) });

const lossOf = ({ arm, assigned, outside, observed }: SeenArm): LossCount => ({ arm, lost: assigned + outside - observed, kept: observed });
