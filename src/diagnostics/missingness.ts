import type { Answer } from '../estimate/answer.ts';
import type { Unit } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayP, sayShare } from '../estimate/say.ts';
import { largeLoss, pValueLimits, traceOfLoss } from '../estimate/thresholds.ts';
import { sayEffect } from '../estimate/unit.ts';
import { verdictOf } from '../estimate/verdict-of.ts';
import { and, column, divide, isKnown, not, when } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { lossBounds } from '../inference/losses/loss-bounds.ts';
import type { LossBounds } from '../inference/losses/seen-arms.ts';
import type { Loss, LossCount, Outcome } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { expectControl } from './expect-control.ts';
import { countedIn, countIn, exactTest, type ShareTest, testsOf, unitsOf } from './loss-tests.ts';

export interface MissingnessOptions {
  readonly outcome: string;
  readonly measure?: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Column of what was randomized, when that is coarser than a row. */
  readonly cluster?: string;
  /** Column of clusters that may hold several arms, and by which errors are added up: bounds do not count them. */
  readonly alikeWithin?: string;
  /** Units chose their arm: what a loss could do to the plain difference says nothing of an adjusted effect, and no bound is given. */
  readonly chosen?: true;
  /** Columns without which a unit is in no estimate of the outcome, such as its block. */
  readonly needed?: readonly string[];
  /** Units that were lost before, and are not among the rows or in no cluster. */
  readonly losses?: readonly Loss[];
  /** Units that are too young for the outcome: among the rows, and counted before. */
  readonly young?: Loss;
  /** The others. */
  readonly mature?: Expression;
  readonly unit?: Unit;
  /** What is looked at is a part of a ratio, or the column of a quantile, of this name: bounds of its mean say nothing of these. */
  readonly of?: string;
  /** The least and the most that the outcome can be, where that is declared. */
  readonly bounds?: readonly [number, number];
  /** Of the permutations of clusters; default 1. */
  readonly seed?: number;
}

const limits = pValueLimits.missingness;

/**
 * Are outcomes missing more often in one arm? Then the units that remain differ, whatever was randomized.
 *
 * Model   Fisher's exact test of the shares lost, each arm against control (with a cluster, the permutation of clusters); units lost before the outcome are tested
 *         by cause, Bonferroni over causes. Where it warns, bounds say what all that loss together could hide: the worst case of outcomes with declared bounds or
 *         of 0 and 1, Lee's of others, with the limits of Imbens and Manski, which count their sampling error. `statistic` is the difference of the shares in
 *         standard errors, of the surest cause.
 *         Where units chose their arm there are none.
 * Shapes  counts of known values by arm; the scans of the bounds only when the shares differ.
 * Errors  arm-missing when no row is in the control arm; with a cluster cluster-spans-arms and cluster-too-few.
 * Source  Fisher (1935), JRSS 98; Lee (2009), Review of Economic Studies 76; Imbens & Manski (2004), Econometrica 72.
 */
export const missingness = question<MissingnessOptions>(
  {
    id: 'missingness',
    title: 'Missing outcomes by arm, with bounds',
    source: 'Lee (2009), Review of Economic Studies 76; Imbens & Manski (2004), Econometrica 72',
    docs: 'docs/checks/missingness.md',
    asks: 'presence',
    rounds: { usual: 1, most: 4 },
    clusteredRounds: { usual: 1, most: 8 },
    plan: ({ assignment, drawn, outcomes, cluster, errorsBy, blocks, blocksWithin, complete = [], losses, analysis }) =>
      assignment
        ? measuresOf(outcomes).map((measure) => ({
            ...measure,
            assignment: assignment.column,
            control: assignment.control,
            ...(cluster !== undefined && { cluster, seed: analysis.seed }),
            ...neededIn([errorsBy, blocks, blocksWithin, ...complete]),
            ...(drawn === 'by-choice' && { chosen: true as const }),
            ...((errorsBy ?? blocksWithin) !== undefined && { alikeWithin: errorsBy ?? blocksWithin }),
            ...(losses && losses.length > 0 && { losses }),
          }))
        : [],
    example: { outcome: 'y', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const { outcome, assignment, cluster, losses = [], needed = [], mature, young } = options;
    const among = [...(cluster === undefined ? [] : [isKnown(column(cluster))]), ...(mature ? [mature] : [])];
    const whole = wholeMeasure(options.measure ?? column(outcome), needed);
    const control = canonicalText(options.control);
    const { groups } = yield* ask(moments({ columns: { [outcome]: whole }, by: [assignment], ...(among.length > 0 && { where: among.reduce(and) }) }));
    // Where nobody of an arm is old enough, methods say that nobody has the outcome.
    if (young && !groups.some(({ key: [arm] }) => arm === control)) return { estimates: [], findings: [], exhibits: [] };
    expectControl(groups, assignment, control);
    const arms = groups.map(({ key: [arm], moments: m, dropped }): LossCount => ({ arm, lost: dropped, kept: m.n }));
    const base = arms.find(({ arm }) => arm === control)!;
    const treatments = arms.filter(({ arm, kept }) => arm !== control && kept > 0);
    if (base.kept === 0) return { estimates: [], findings: [], exhibits: [] };
    const others = [...losses, ...(young ? [young] : [])];
    const isComplete = (arm: LossCount): boolean => arm.lost === 0 && before(others, arm.arm) === 0;
    if (arms.every(isComplete)) return { estimates: [], findings: [complete(options, treatments, 'every unit')], exhibits: [] };
    const tests = yield* testsOf({ control: base, treatments, counted: not(isKnown(whole)), ...(mature && { among: mature }) }, options);
    const byAge = young && mature ? yield* testsOf({ ...countedIn(young, base, treatments), counted: not(mature) }, options) : [];
    const findings: Finding[] = [];
    for (const [i, treatment] of treatments.entries())
      findings.push(
        isComplete(treatment) && isComplete(base)
          ? complete(options, [treatment], `every unit of arm ${treatment.arm} and of arm ${control}`)
          : yield* compare(treatment, base, options, { whole, tests: [tests[i], ...byAge.slice(i, i + 1)] }),
      );
    return { estimates: [], findings, exhibits: [] };
  },
);

function neededIn(columns: readonly (string | undefined)[]): Pick<MissingnessOptions, 'needed'> {
  const needed = [...new Set(columns.flatMap((name) => name ?? []))];
  return needed.length > 0 ? { needed } : {};
}

/** The outcome of a unit that has all it needs. */
function wholeMeasure(measure: Expression, needed: readonly string[]): Expression {
  return needed.length === 0 ? measure : when(needed.map((name) => isKnown(column(name))).reduce(and), measure, divide(0, 0));
}

/** Units of an arm that were lost before these rows. */
const before = (losses: readonly Loss[], arm: string): number => losses.reduce((sum, loss) => sum + countIn(loss, arm).lost, 0);

type Asked = Pick<MissingnessOptions, 'outcome' | 'of' | 'measure' | 'unit' | 'bounds' | 'mature' | 'young'>;

/** Of a ratio its two parts are looked at: the ratio of a unit may be unknown though both are known. Of a quantile its column. */
function measuresOf(outcomes: readonly Outcome[]): readonly Asked[] {
  return outcomes.flatMap(({ name, measure, ratio, quantile, unit, bounds, mature, young }): readonly Asked[] => {
    const aged = mature && young ? { mature: mature.met, young } : {};
    if (quantile !== undefined) return [{ outcome: name, of: partName(measure, name), measure, ...aged }];
    if (!ratio) return [{ outcome: name, measure, unit, ...(bounds && { bounds }), ...aged }];
    const parts = ['numerator', 'denominator'] as const;
    return parts.map((part) => ({ outcome: name, of: partName(ratio[part], `${name} (${part})`), measure: ratio[part], ...aged }));
  });
}

const partName = (of: Expression, otherwise: string): string => (of.op === 'column' ? of.name : otherwise);

function complete({ outcome, of = outcome }: MissingnessOptions, treatments: readonly LossCount[], whose: string): Finding {
  const about = { column: outcome, ...(treatments.length === 1 && { arm: treatments[0].arm }) };
  return { check: 'missing-outcome', about, verdict: 'pass', statistic: 0, pValue: 1, threshold: limits.failBelow, says: `${of} is known for ${whose}.` };
}

/** What was found of one arm among the rows. */
interface Own {
  readonly whole: Expression;
  /** That the outcome is missing, and that its units are too young for it. */
  readonly tests: readonly ShareTest[];
}

const mend = 'Find out why it is missing in one arm; define the outcome so that every assigned unit has a value (zero, not missing).';

function* compare(treatment: LossCount, control: LossCount, o: MissingnessOptions, { whole, tests }: Own): Asking<Finding> {
  const { outcome, of = outcome, needed = [], young } = o;
  const earlier = o.losses ?? [];
  const losses = [...earlier, ...(young ? [young] : [])];
  const causes = [...tests, ...earlier.map((loss) => exactTest(countIn(loss, treatment.arm), countIn(loss, control.arm)))];
  const surest = causes.reduce((a, b) => (b.pValue < a.pValue ? b : a));
  const pValue = Math.min(1, causes.length * surest.pValue);
  const verdict = verdictOf(pValue, limits);
  const [one, zero] = [treatment, control].map((arm) => withBefore(arm, losses));
  const what = [of, ...needed, ...losses.map(({ column: name, called = name }) => called)].join(' or ');
  const says = `${what} is missing for ${sayShare(shareLost(one))} of arm ${one.arm} and ${sayShare(shareLost(zero))} of arm ${zero.arm} (${sayP(pValue)})`;
  const about = { column: outcome, arm: treatment.arm };
  const shared = { check: 'missing-outcome', about, canHold: true, statistic: surest.statistic, pValue, threshold: limits.failBelow } as const;
  // Who is too young is told by itself.
  const [old, oldZero] = [treatment, control].map((arm) => withBefore(arm, earlier));
  const much = (old.lost + oldZero.lost) / (unitsOf(old) + unitsOf(oldZero)) > largeLoss;
  if (verdict === 'pass')
    return much ? { ...shared, verdict: 'warn', says: `${says}: alike in both, but much.`, mend } : { ...shared, verdict, says: `${says}.` };
  const different = { ...shared, verdict, ...(verdict === 'fail' && { identification: true as const }), mend };
  if (o.of !== undefined) {
    const isTrace = Math.abs(shareLost(one) - shareLost(zero)) <= traceOfLoss;
    return { ...(isTrace ? { ...shared, verdict: 'warn', mend } : different), says: `${says}; nothing bounds what that does to a ratio or a quantile.` };
  }
  if (o.chosen) return { ...different, says: `${says}; nobody drew lots, and nothing bounds what that could hide.` };
  // Bounds whose error takes units for independent would be too narrow to let a decision stand.
  if (o.alikeWithin !== undefined)
    return { ...different, says: `${says}; units of one ${o.alikeWithin} are alike, and no bound on what that could hide counts it.` };
  const signs = new Set(causes.filter((cause) => causes.length * cause.pValue < limits.warnBelow).map(({ difference }) => Math.sign(difference)));
  if (signs.size > 1) return { ...different, says: `${says}; either arm loses more by one cause, which nothing bounds.` };
  const bounds = yield* boundsOf(one.arm, o, whole);
  const within = bounds.kind === 'bounds' ? { limits: { low: bounds.limits.low, high: bounds.limits.high } } : {};
  return { ...different, ...within, says: `${says}; ${sayBounds(bounds, o)}.` };
}

const withBefore = ({ arm, lost, kept }: LossCount, losses: readonly Loss[]): LossCount => ({ arm, lost: lost + before(losses, arm), kept });
const shareLost = (arm: LossCount): number => arm.lost / unitsOf(arm);

/** Of all that was lost together. */
function* boundsOf(arm: string, { assignment, control, cluster, losses = [], bounds }: MissingnessOptions, whole: Expression): Asking<LossBounds> {
  const both = [arm, canonicalText(control)];
  const [found] = yield* lossBounds({
    measure: whole,
    assignment,
    control,
    treatments: [arm],
    ...(cluster !== undefined && { cluster }),
    ...(losses.length > 0 && { before: Object.fromEntries(both.map((name) => [name, before(losses, name)])) }),
    ...(bounds && { possible: { least: bounds[0], most: bounds[1] } }),
  });
  return found;
}

function sayBounds(found: LossBounds, { bounds, unit = { kind: 'plain' } }: MissingnessOptions): string {
  if (found.kind === 'none') return whyNone[found.why];
  const { method, population, low, high, limits: within } = found;
  // Without declared bounds the worst case is that of outcomes of 0 and 1.
  const measured: Unit = method === 'worst-case' && !bounds ? { kind: 'share' } : unit;
  const said = (effect: number): string => sayEffect(effect, measured);
  const called = method === 'lee' ? 'Lee bounds' : 'worst-case bounds';
  return `with that loss the effect among ${population} lies between ${said(low.value)} and ${said(high.value)} (${called}), and with their sampling error between ${said(within.low)} and ${said(within.high)}`;
}

const tooFew = 'too few units are left to bound what that could hide';
const whyNone = {
  'few-units': tooFew,
  'few-observed': tooFew,
  outside: 'some values lie beyond the bounds that are declared, so that nothing bounds what that could hide',
};
