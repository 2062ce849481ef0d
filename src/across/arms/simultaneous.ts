import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Adjusted, Estimate } from '../../estimate/estimate.ts';
import { type JointArms, type JointArmsOptions, jointArms } from '../../inference/arms/joint-arms.ts';
import { type ScoreLaw, scoreLaw } from '../../inference/multiplicity/score-law.ts';
import type { Levels } from '../../inference/wald.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { adjustedBy } from '../adjusted-by.ts';
import { withSelectedIntervals } from '../selected-intervals.ts';
import { simultaneousEstimate } from '../simultaneous-estimate.ts';
import { type ArmContrast, contrastsIn, correlationOf } from './contrasts.ts';

export interface ArmFamily extends JointArmsOptions, Levels {
  readonly comparisons: 'control' | 'all-pairs';
  readonly seed: number;
  /** The levels of each of so many contrasts, where these are to hold at several looks besides; default: by max-t. */
  readonly each?: (contrasts: number) => Levels;
}

/** Which arms a method is to compare. */
export interface Compare {
  readonly control: string;
  readonly treatments: readonly string[];
}

/** Any method that contrasts arms: told which arms and at which levels, it answers. */
export type AskArms = (arms: Compare, levels: Levels) => Asking<Answer>;

export interface SimultaneousAnswer extends Answer {
  readonly joint: JointArms;
}

/**
 * Many arms at once: whatever the method, its intervals and bounds hold together over a family of contrasts, and its p-values count them all.
 *
 * Model   single-step max-t: the critical value c of max |Z| under the estimated correlation of the contrasts. The method is asked again at the level
 *         whose two-sided normal quantile is c, so that t references, score intervals and Fieller sets are all widened alike; one-sided bounds by
 *         their own c. Holm, Hochberg and Benjamini-Hochberg adjust p-values; what the last selects has an interval that counts the selection.
 * Shapes  the joint moments first, then whatever the method asks, at both levels in the same rounds; once more for selected intervals that are not Wald's.
 * Errors  those of the method.
 * Source  Hothorn, Bretz & Westfall (2008), Biometrical Journal 50; Hasler & Hothorn (2008), Biometrical Journal 50.
 */
export function* simultaneously(family: ArmFamily, ask: AskArms): Asking<SimultaneousAnswer> {
  const joint = yield* jointArms(family);
  const contrasts = contrastsIn(family.arms, joint.outcomes, family.comparisons);
  const law = scoreLaw(correlationOf(joint, contrasts), contrasts.length, family.seed);
  const wide = family.each?.(contrasts.length) ?? law.pointwise(family);
  const groups = comparedIn(family);
  const answers = yield* all(groups.flatMap((arms) => [ask(arms, family), ask(arms, wide)]));
  const [usual, widened] = [0, 1].map((side) => groups.map((arms, i) => renamed(answers[2 * i + side], arms, family)));
  const together = joinAnswers(usual);
  const twins = new Map(joinAnswers(widened).estimates.map((e) => [e.id, e]));
  const inFamily = together.estimates.filter((e) => contrasts.some((c) => isOf(e, c)));
  const byMethod = [...new Set(inFamily.map((e) => e.method.id))].map((id) => inFamily.filter((e) => e.method.id === id));
  const adjusted = new Map(byMethod.flatMap((estimates) => [...adjustedIn(estimates, law, family)]));
  const estimates = together.estimates.map((e) => {
    const twin = twins.get(e.id);
    return twin && inFamily.includes(e) ? simultaneousEstimate(e, twin, family, adjusted.get(e.id) ?? []) : e;
  });
  const held = byMethod.map((own) => estimates.filter(({ id }) => own.some((e) => e.id === id)));
  const selected = yield* withSelectedIntervals(held, family.level, function* (level) {
    const again = yield* all(groups.map((arms) => ask(arms, { ...family, level })));
    return new Map(again.flatMap((answer, i) => renamed(answer, groups[i], family).estimates.map((e) => [e.id, e.interval] as const)));
  });
  return { ...together, estimates: estimates.map((e) => selected.get(e.id) ?? e), joint };
}

/** One comparison with control; for all pairs one more for each arm that others are compared with. */
function comparedIn({ arms, comparisons }: ArmFamily): readonly Compare[] {
  const controls = comparisons === 'control' ? arms.slice(0, 1) : arms.slice(0, -1);
  return controls.map((control, i) => ({ control, treatments: arms.slice(i + 1) }));
}

/** Pairs without the study's control carry both arms in their names, and repeat no finding but a refusal. */
function renamed(answer: Answer, { control }: Compare, { arms }: ArmFamily): Answer {
  if (control === arms[0]) return answer;
  const nameOf = ({ method, estimand }: Estimate): string => `${method.id}:${estimand.outcome}:${estimand.contrast.treatment}-${control}`;
  return {
    estimates: answer.estimates.map((e) => ({ ...e, id: nameOf(e), role: 'secondary' })),
    findings: answer.findings.filter((f) => f.verdict === 'refuse'),
    exhibits: [],
  };
}

const isOf = ({ estimand }: Estimate, c: ArmContrast): boolean =>
  estimand.outcome === c.outcome && estimand.contrast.treatment === c.treatment && estimand.contrast.control === c.control;

/** Adjusted p-values of one method's estimates, by their ids. An estimate without a test has none, and counts all the same. */
function adjustedIn(estimates: readonly Estimate[], law: ScoreLaw, { comparisons, outcomes }: ArmFamily): ReadonlyMap<string, readonly Adjusted[]> {
  // An estimate that cannot be tested counts as the largest p-value, so that the others are adjusted for it too.
  const p = estimates.map((e) => e.test?.pValue ?? 1);
  const name = `${comparisons === 'control' ? 'arms against control' : 'all pairs of arms'} on ${outcomes.map((o) => o.name).join(', ')}`;
  const entries = adjustedBy(name, p, p.map(law.adjusted));
  return new Map(estimates.flatMap(({ id, test }, i) => (test ? [[id, entries[i]] as const] : [])));
}
