import { mostOtherArms } from '../../diagnostics/other-arms.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Levels } from '../../inference/wald.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type AskWithin, effectsInParts, type PartsOptions } from '../segments/parts.ts';
import { type SegmentNames, segmentOf } from '../segments/segment.ts';
import { type OtherExperiment, otherExperiments } from './arms.ts';
import { differenceOf } from './difference.ts';
import { equalEffects, type LookedAtOutcome, lookAtParts } from './equal-effects.ts';
import { alongsideExhibits } from './exhibits.ts';
import { type EffectFamily, interactionCheck, interactionFindings, missingArms, type Tested, tooManyArms } from './findings.ts';

export interface AlongsideOptions extends Levels, Pick<PartsOptions, 'each'> {
  /** Columns that hold the arm of another experiment on the same units. */
  readonly columns: readonly string[];
  readonly assignment: string;
  /** The arm of another experiment that its others are compared with, where it has one of that name; default: its first. */
  readonly base?: string;
  /** Contrasts of each outcome: treatment arms. */
  readonly contrasts: number;
  /** Outcomes that are means, whose values are looked at before effects are said to differ. */
  readonly means: readonly LookedAtOutcome[];
  readonly cluster?: string;
  readonly seed: number;
  /** What figures call outcomes and arms. */
  readonly called?: SegmentNames;
}

/** Any method: on the units in one arm of another experiment, and on all of them as the other experiments ran. */
export interface AskAlongside {
  readonly within: AskWithin;
  readonly whole: (levels: Levels) => Asking<Answer>;
}

/**
 * The effects of this study in each arm of other experiments that ran on the same units, and how they differ.
 *
 * Model   each arm of another experiment alone, by any method; over all arms and experiments the intervals hold together at the Sidak level. For each experiment, outcome and treatment a test that
 *         the effects are equal (`equalEffects`), p-values by Holm over all of them; differences of the effects with their intervals (`differenceOf`). Each experiment by itself: no terms of three.
 *         Units outside another experiment are a level of their own.
 * Shapes  the arms of the columns; then what the method asks, a condition more, and moments of the outcomes by arm.
 * Errors  none of its own: an arm in which the method cannot answer is refused by name.
 * Source  Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments; Tang et al. (2010), KDD; Welch (1951), Biometrika 38.
 */
export function* effectsAlongside(o: AlongsideOptions, asked: AskAlongside): Asking<Answer> {
  const seen = yield* otherExperiments(o.columns, o.base);
  const [others, wide] = [seen.filter((one) => one.arms.length <= mostOtherArms), seen.filter((one) => one.arms.length > mostOtherArms)];
  const parts = others.flatMap(({ arms }) => arms);
  const shared = {
    level: o.level,
    boundsLevel: o.boundsLevel,
    ...(o.each && { each: o.each }),
    contrasts: o.contrasts,
    called: 'other experiments',
    check: interactionCheck,
  };
  const [{ estimates, findings }, whole, looks] = yield* all([
    effectsInParts(parts, shared, asked.within),
    asked.whole({ level: o.level, boundsLevel: o.boundsLevel }),
    lookAtParts(o.means, parts, { assignment: o.assignment, ...(o.cluster !== undefined && { cluster: o.cluster }) }),
  ]);
  const families = others.flatMap((other) => familiesIn(other, estimates));
  const tested = families.map(
    (family): Tested => ({
      ...family,
      equality: equalEffects(family.effects, family.other.arms, looks, { level: o.level, clustered: o.cluster !== undefined, seed: o.seed }),
      differences: differencesIn(family, families, o),
      asItRan: whole.estimates.find((e) => contrastKey(e) === contrastKey(family.effects[0])),
    }),
  );
  return {
    estimates: [...estimates, ...tested.flatMap(({ differences }) => differences)],
    findings: [
      ...wide.map(({ column, arms }) => tooManyArms(column, arms.length)),
      ...findings.map((f) => (f.check === interactionCheck ? missingArms(f) : f)),
      ...interactionFindings(tested, 1 - o.level, o.called),
    ],
    exhibits: alongsideExhibits(tested, o.called),
  };
}

function familiesIn(other: OtherExperiment, estimates: readonly Estimate[]): readonly EffectFamily[] {
  const own = estimates.filter((e) => segmentOf(e).column === other.column);
  // In one arm the effect may be told by another method than in the others, where events are few.
  return [...new Set(own.map(contrastKey))].map((key) => ({ other, effects: own.filter((e) => contrastKey(e) === key) }));
}

const contrastKey = ({ estimand: { outcome, contrast } }: Estimate): string => JSON.stringify([outcome, contrast.treatment, contrast.control]);

/** Each arm against the first that has an effect; as many as there are over all experiments hold together. */
function differencesIn({ effects: [base, ...effects] }: EffectFamily, families: readonly EffectFamily[], levels: Levels): readonly Estimate[] {
  if (!base) return [];
  const { outcome } = base.estimand;
  const contrasts = families.filter(({ effects: [one] }) => one?.estimand.outcome === outcome).reduce((sum, { effects: all }) => sum + all.length - 1, 0);
  return effects.flatMap((there) => differenceOf({ there, base }, contrasts, levels) ?? []);
}
