import { greater, isKnown, less, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../../relation/requests.ts';
import { armErrors } from '../clusters/arm-errors.ts';
import { armMean } from '../clusters/arm-regressions.ts';
import { newcombe, type Proportion } from '../newcombe.ts';
import { type ArmMean, welch } from '../welch.ts';
import { scoreLevel } from './binary-limits.ts';
import { type BoundEnd, type BoundLimits, imbensManski } from './imbens-manski.ts';
import { amongCounted, askOutcomes, type LossBounds, type LossBoundsOptions, lossesOf, type SeenArm, seenArms } from './seen-arms.ts';

/** The least and the largest value that an outcome can have. */
export interface Possible {
  readonly least: number;
  readonly most: number;
}

export interface WorstCaseOptions extends LossBoundsOptions {
  readonly possible: Possible;
}

/**
 * Bounds on the effect among all units assigned, for an outcome that lies between known values: the lost units of one arm at the least, those of the other at
 * the largest, and the other way round. Nothing is assumed of who is lost.
 *
 * Model   difference of the means so filled, errors by Welch (CR2 with clusters), limits by Imbens and Manski. Where the filled outcome is 0 or 1 the limits are
 *         Newcombe's, at the same critical value, whatever the counts: they stand where no unit has the event.
 * Shapes  one result for each treatment arm. One round; a second with clusters.
 * Units   outcome units.
 * Errors  arm-missing; cluster-spans-arms and cluster-too-few with clusters.
 * Source  Horowitz & Manski (2000), JASA 95; Imbens & Manski (2004), Econometrica 72; Newcombe (1998), Statistics in Medicine 17.
 */
export function worstCaseBounds(options: WorstCaseOptions): Asking<readonly LossBounds[]> {
  return amongCounted(options, bounds(options));
}

function* bounds(o: WorstCaseOptions): Asking<readonly LossBounds[]> {
  const [seen, filled] = yield* all([askOutcomes(o), askFilled(o)]);
  const { control, treatments } = seenArms(seen, o);
  return yield* worstCaseOf(treatments, control, filled, o);
}

/** The means by arm with the lost units at either end, and the rows beyond the ends. */
export function* askFilled({ measure, assignment, possible: { least, most } }: WorstCaseOptions): Asking<MomentsReply> {
  const outside = when(less(measure, least), 1, when(greater(measure, most), 1, 0));
  return yield* ask(moments({ columns: { least: filledWith(least, measure), most: filledWith(most, measure), outside }, by: [assignment] }));
}

const filledWith = (value: number, measure: Expression): Expression => when(isKnown(measure), measure, value);

/** The same when outcomes and filled outcomes by arm are known. */
export function* worstCaseOf(treatments: readonly SeenArm[], control: SeenArm, filled: MomentsReply, o: WorstCaseOptions): Asking<readonly LossBounds[]> {
  const filledGroup = ({ arm }: SeenArm): Filled => {
    const group = filled.groups.find(({ key: [name] }) => name === arm)!;
    return { least: filledMean(group, 'least', o), most: filledMean(group, 'most', o), outside: meanOf(group.moments, 'outside') > 0 };
  };
  const base = filledGroup(control);
  const clustered = o.cluster === undefined ? undefined : yield* clusteredErrors([control, ...treatments], filled, { ...o, cluster: o.cluster });
  return treatments.map((treatment, i): LossBounds => {
    const losses = lossesOf(treatment, control);
    const own = filledGroup(treatment);
    if (Math.min(treatment.assigned, control.assigned) < 2) return { kind: 'none', arm: treatment.arm, why: 'few-units', losses };
    if (own.outside || base.outside) return { kind: 'none', arm: treatment.arm, why: 'outside', losses };
    const plain = { low: welch(own.least, base.most), high: welch(own.most, base.least) };
    const { low, high } = clustered ? clustered(i, plain) : plain;
    const binary = clustered === undefined && zeroOrOne([own, base], o.possible);
    const limits = binary ? binaryLimits(own, base, plain, o.level ?? usualLevel) : imbensManski(low, high, o.level ?? usualLevel);
    return { kind: 'bounds', method: 'worst-case', arm: treatment.arm, population: 'all units assigned', low, high, limits, losses };
  });
}

type End = 'least' | 'most';

/** The mean of an arm with its lost units at either end. */
interface Filled extends Readonly<Record<End, ArmMean>> {
  /** Some values lie beyond the ends. */
  readonly outside: boolean;
}

/** Units that were lost before these rows are at the end too. */
function filledMean({ key: [arm], moments: m }: Group, end: End, { before, possible }: WorstCaseOptions): ArmMean {
  const [seen, lost] = [meanOf(m, end), before?.[arm] ?? 0];
  const n = m.n + lost;
  const squares = varianceOf(m, end) * (m.n - 1) + ((m.n * lost) / n) * (seen - possible[end]) ** 2;
  return { n, mean: (m.n * seen + lost * possible[end]) / n, variance: squares / (n - 1) / n };
}

/** Squares add up to the values: between 0 and 1 only 0 and 1 themselves are their squares. */
const zeroOrOne = (arms: readonly Filled[], { least, most }: Possible): boolean =>
  least === 0 && most === 1 && arms.every(({ least: { n, mean, variance } }) => Math.abs(variance * (n - 1) - mean * (1 - mean)) <= 1e-9);

function binaryLimits(treatment: Filled, control: Filled, { low, high }: Ends, level: number): BoundLimits {
  const { critical, both } = scoreLevel(low, high, level);
  const events = ({ n, mean }: ArmMean): Proportion => ({ events: Math.round(n * mean), n });
  return {
    low: newcombe(events(treatment.least), events(control.most), both).low,
    high: newcombe(events(treatment.most), events(control.least), both).high,
    level,
    critical,
  };
}

type Ends = { readonly low: BoundEnd; readonly high: BoundEnd };

/** The ends of each treatment arm with errors that are shared within clusters. */
function* clusteredErrors(
  arms: readonly SeenArm[],
  filled: MomentsReply,
  { measure, assignment, possible, cluster }: WorstCaseOptions & { readonly cluster: string },
): Asking<(treatment: number, ends: Ends) => Ends> {
  const controlArm = arms[0].arm;
  const residual = (arm: string, name: End) => {
    const { moments: m } = filled.groups.find(({ key: [own] }) => own === arm)!;
    return { of: filledWith(possible[name], measure), less: meanOf(m, name) };
  };
  // The low end is the treatment at the least less control at the most, the high end the other way round.
  const errors = yield* armErrors({
    assignment,
    cluster,
    kind: 'CR2',
    fits: arms.map(({ arm, assigned, outside }) => armMean(arm, assigned + outside)),
    columns: [],
    residuals: ({ arm }) => (arm === controlArm ? (['most', 'least'] as const) : (['least', 'most'] as const)).map((name) => residual(arm, name)),
  });
  return (treatment, ends) => {
    const { matrix, df } = errors.difference(treatment + 1);
    const end = ({ value }: BoundEnd, i: number): BoundEnd => ({ value, standardError: Math.sqrt(matrix[i][i]), df });
    return { low: end(ends.low, 0), high: end(ends.high, 1) };
  };
}
