import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayP, sayShare, saySigned } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { verdictOf } from '../estimate/verdict-of.ts';
import { column, indicator, isKnown } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { armErrors, armMean } from '../inference/clusters/arm-errors.ts';
import { lossBounds } from '../inference/losses/loss-bounds.ts';
import { lossByArm } from '../inference/losses/loss-by-arm.ts';
import type { LossBounds } from '../inference/losses/seen-arms.ts';
import { upperTail } from '../inference/wald.ts';
import type { Outcome } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type MomentsReply, moments } from '../relation/requests.ts';
import { expectControl } from './expect-control.ts';

export interface MissingnessOptions {
  readonly outcome: string;
  readonly measure?: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Column of what was randomized, when that is coarser than a row. */
  readonly cluster?: string;
}

const limits = pValueLimits.missingness;

/**
 * Are outcomes missing more often in one arm? Then the units that remain differ, whatever was randomized.
 *
 * Model   Fisher's exact test of the missing shares, each arm against control (with a cluster, t test with CR2). Where it warns, bounds say what the loss could
 *         hide: the worst case of outcomes of 0 and 1, Lee's of others, with the limits of Imbens and Manski, which count their sampling error; it fails when
 *         the limits include no effect. `statistic` is the difference of the shares in standard errors.
 * Shapes  counts of known values by arm; the scans of the bounds only when the shares differ.
 * Errors  arm-missing when no row is in the control arm.
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
    plan: ({ assignment, outcomes, cluster }) =>
      assignment
        ? measuresOf(outcomes).map((measure) => ({
            ...measure,
            assignment: assignment.column,
            control: assignment.control,
            ...(cluster !== undefined && { cluster }),
          }))
        : [],
    example: { outcome: 'y', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const { outcome, assignment, cluster } = options;
    const inClusters = cluster === undefined ? {} : { where: isKnown(column(cluster)) };
    const measure = options.measure ?? column(outcome);
    const control = canonicalText(options.control);
    const [known, values] = yield* all([
      ask(moments({ columns: { known: indicator(isKnown(measure)) }, by: [assignment], ...inClusters })),
      ask(moments({ columns: { y: measure }, by: [assignment], ...inClusters })),
    ]);
    expectControl(known.groups, assignment, control);
    const base = observed(control, known, values);
    const treatments = known.groups.filter(({ key: [arm] }) => arm !== control).flatMap(({ key: [arm] }) => observed(arm, known, values) ?? []);
    if (!base) return { estimates: [], findings: [], exhibits: [] };
    if ([base, ...treatments].every(isComplete)) return { estimates: [], findings: [complete(outcome, treatments, 'every unit')], exhibits: [] };
    const findings: Finding[] = [];
    for (const treatment of treatments) findings.push(yield* compare(treatment, base, options, measure));
    return { estimates: [], findings, exhibits: [] };
  },
);

/**
 * Of a ratio its two parts are looked at, each under its own name: the ratio of a unit may be unknown though both are known. Of a quantile its column, once.
 */
function measuresOf(outcomes: readonly Outcome[]): readonly Pick<MissingnessOptions, 'outcome' | 'measure'>[] {
  const found = outcomes.flatMap(({ name, measure, ratio, quantile }) =>
    ratio
      ? (['numerator', 'denominator'] as const).map((part) => ({ outcome: partName(ratio[part], `${name} (${part})`), measure: ratio[part] }))
      : [{ outcome: quantile === undefined ? name : partName(measure, name), measure }],
  );
  const quantileColumns = new Set(outcomes.flatMap((o) => (o.quantile === undefined ? [] : [partName(o.measure, o.name)])));
  return found.filter(({ outcome }, i) => !quantileColumns.has(outcome) || found.findIndex((other) => other.outcome === outcome) === i);
}

const partName = (of: Expression, otherwise: string): string => (of.op === 'column' ? of.name : otherwise);

interface Arm {
  readonly arm: string;
  readonly units: number;
  /** Units whose outcome is known, and their share. */
  readonly n: number;
  readonly share: number;
}

function observed(arm: string, known: MomentsReply, values: MomentsReply): Arm | undefined {
  const units = known.groups.find((g) => g.key[0] === arm)?.moments;
  const m = values.groups.find((g) => g.key[0] === arm)?.moments;
  return units && m && m.n > 0 ? { arm, units: units.n, n: m.n, share: m.n / units.n } : undefined;
}

const isComplete = ({ n, units }: Arm): boolean => n === units;

function complete(outcome: string, treatments: readonly Arm[], whose: string): Finding {
  const about = { column: outcome, ...(treatments.length === 1 && { arm: treatments[0].arm }) };
  return { check: 'missing-outcome', about, verdict: 'pass', statistic: 0, pValue: 1, threshold: limits.failBelow, says: `${outcome} is known for ${whose}.` };
}

interface ShareTest {
  readonly statistic: number;
  readonly pValue: number;
}

function exactTest(treatment: Arm, control: Arm): ShareTest {
  const pooled = (treatment.n + control.n) / (treatment.units + control.units);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / treatment.units + 1 / control.units));
  const [{ pValue }] = lossByArm(lossOf(control), [lossOf(treatment)]);
  return { statistic: inErrors(treatment, control, error), pValue };
}

const lossOf = ({ arm, units, n }: Arm) => ({ arm, lost: units - n, kept: n });
const inErrors = (treatment: Arm, control: Arm, error: number): number => (error > 0 ? (control.share - treatment.share) / error : 0);

/** CR2 of the difference of the shares, t with Bell and McCaffrey's degrees of freedom. */
function* clusteredTest(
  treatment: Arm,
  control: Arm,
  o: { readonly measure: Expression; readonly assignment: string; readonly cluster: string },
): Asking<ShareTest> {
  const known = indicator(isKnown(o.measure));
  const shareOf = (arm: string): number => (arm === control.arm ? control : treatment).share;
  const errors = yield* armErrors({
    assignment: o.assignment,
    cluster: o.cluster,
    kind: 'CR2',
    fits: [control, treatment].map(({ arm, units }) => armMean(arm, units)),
    columns: [],
    residuals: ({ arm }) => [{ of: known, less: shareOf(arm) }],
  });
  const { matrix, df } = errors.difference(1);
  const statistic = inErrors(treatment, control, Math.sqrt(matrix[0][0]));
  return { statistic, pValue: Math.min(1, 2 * upperTail({ kind: 't', df }, Math.abs(statistic))) };
}

function* compare(treatment: Arm, control: Arm, { outcome, assignment, cluster }: MissingnessOptions, measure: Expression): Asking<Finding> {
  if (isComplete(treatment) && isComplete(control)) return complete(outcome, [treatment], `every unit of arm ${treatment.arm} and of arm ${control.arm}`);
  const { statistic, pValue } =
    cluster !== undefined ? yield* clusteredTest(treatment, control, { measure, assignment, cluster }) : exactTest(treatment, control);
  const missing = ({ arm, share }: Arm): string => `${sayShare(1 - share)} of arm ${arm}`;
  const shared = { check: 'missing-outcome', about: { column: outcome, arm: treatment.arm }, statistic, pValue, threshold: limits.failBelow };
  const says = `${outcome} is missing for ${missing(treatment)} and ${missing(control)} (${sayP(pValue)})`;
  const verdict = verdictOf(pValue, limits);
  if (verdict === 'pass') return { ...shared, verdict: 'pass', says: `${says}.` };
  const within = cluster === undefined ? {} : { cluster };
  const [bounds] = yield* lossBounds({ measure, assignment, control: control.arm, treatments: [treatment.arm], ...within });
  const mend = 'Find out why the outcome is lost in one arm; define it so that every assigned unit has a value (zero, not missing).';
  const bounded = `${says}; ${sayBounds(bounds)}.`;
  return verdict === 'fail' && mayBeNothing(bounds)
    ? { ...shared, verdict: 'fail', identification: true, says: bounded, mend }
    : { ...shared, verdict: 'warn', says: bounded, mend };
}

/** Whether the effect could be none, whatever the lost units would have shown. */
const mayBeNothing = (bounds: LossBounds): boolean => bounds.kind === 'none' || (bounds.limits.low <= 0 && bounds.limits.high >= 0);

function sayBounds(bounds: LossBounds): string {
  if (bounds.kind === 'none') return 'too few units are left to bound what that could hide';
  const { method, population, low, high, limits: within } = bounds;
  // The worst case is that of outcomes of 0 and 1.
  const [called, said] = method === 'lee' ? ['Lee bounds', saySigned] : ['worst-case bounds', (share: number) => `${saySigned(100 * share)} pp`];
  return `with that loss the effect among ${population} lies between ${said(low.value)} and ${said(high.value)} (${called}), and with their sampling error between ${said(within.low)} and ${said(within.high)}`;
}
