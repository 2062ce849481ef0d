import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayP, sayShare } from '../estimate/say.ts';
import { column, indicator, isKnown } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { normalTail } from '../math/distributions/normal.ts';
import type { Outcome } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type MomentsReply, moments } from '../relation/requests.ts';
import { expectControl } from './expect-control.ts';
import { leeBounds, type Observed } from './lee-bounds.ts';

export interface MissingnessOptions {
  readonly outcome: string;
  readonly measure?: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
}

const failBelow = 0.001;
const warnBelow = 0.01;

/**
 * Are outcomes missing more often in one arm? Then the units that remain differ, whatever was randomized.
 *
 * Model   two-sided z test of the missing shares, each arm against control. Below p = 0.01 Lee's bounds say what the loss could hide;
 *         it fails below p = 0.001 when the bounds include no effect.
 * Shapes  counts of known values by arm; quantiles and one more scan only when the shares differ.
 * Errors  arm-missing when no row is in the control arm.
 * Source  Lee (2009), Review of Economic Studies 76.
 */
export const missingness = question<MissingnessOptions>(
  {
    id: 'missingness',
    title: 'Missing outcomes by arm, with bounds',
    source: 'Lee (2009), Review of Economic Studies 76',
    docs: 'docs/checks/missingness.md',
    rounds: { usual: 1, most: 3 },
    plan: ({ assignment, outcomes }) =>
      assignment ? measuresOf(outcomes).map((measure) => ({ ...measure, assignment: assignment.column, control: assignment.control })) : [],
    example: { outcome: 'y', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const { outcome, assignment } = options;
    const measure = options.measure ?? column(outcome);
    const control = canonicalText(options.control);
    const [known, values] = yield* all([
      ask(moments({ columns: { known: indicator(isKnown(measure)) }, by: [assignment] })),
      ask(moments({ columns: { y: measure }, by: [assignment] })),
    ]);
    expectControl(known.groups, assignment, control);
    const base = observed(control, known, values);
    const arms = known.groups.map((g) => g.key[0]).filter((arm) => arm !== control);
    const findings: Finding[] = [];
    for (const arm of base ? arms : []) {
      const treatment = observed(arm, known, values);
      if (treatment) findings.push(yield* compare(treatment, base!, options, measure));
    }
    return { estimates: [], findings, exhibits: [] };
  },
);

/** Of a ratio its two parts are looked at, each under its own name: the ratio of a unit may be unknown though both are known. */
function measuresOf(outcomes: readonly Outcome[]): readonly Pick<MissingnessOptions, 'outcome' | 'measure'>[] {
  return outcomes.flatMap(({ name, measure, ratio }) =>
    ratio
      ? (['numerator', 'denominator'] as const).map((part) => ({ outcome: partName(ratio[part], `${name} (${part})`), measure: ratio[part] }))
      : [{ outcome: name, measure }],
  );
}

const partName = (of: Expression, otherwise: string): string => (of.op === 'column' ? of.name : otherwise);

interface Arm extends Observed {
  readonly units: number;
}

function observed(arm: string, known: MomentsReply, values: MomentsReply): Arm | undefined {
  const units = known.groups.find((g) => g.key[0] === arm)?.moments;
  const m = values.groups.find((g) => g.key[0] === arm)?.moments;
  return units && m && m.n > 0 ? { arm, units: units.n, n: m.n, share: m.n / units.n, mean: m.mean[0] } : undefined;
}

function* compare(treatment: Arm, control: Arm, { outcome, assignment }: MissingnessOptions, measure: Expression): Asking<Finding> {
  const pooled = (treatment.n + control.n) / (treatment.units + control.units);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / treatment.units + 1 / control.units));
  const statistic = error > 0 ? (control.share - treatment.share) / error : 0;
  const pValue = Math.min(1, 2 * normalTail(Math.abs(statistic)));
  const missing = ({ arm, share }: Arm): string => `${sayShare(1 - share)} of arm ${arm}`;
  const shared = { check: 'missing-outcome', about: { column: outcome, arm: treatment.arm }, statistic, pValue, threshold: failBelow };
  if (pooled === 1) return { ...shared, verdict: 'pass', says: `${outcome} is known for every unit.` };
  const says = `${outcome} is missing for ${missing(treatment)} and ${missing(control)} (${sayP(pValue)})`;
  if (pValue >= warnBelow) return { ...shared, verdict: 'pass', says: `${says}.` };
  const { low, high } = yield* leeBounds(treatment, control, measure, assignment);
  const includesZero = low <= 0 && high >= 0;
  const bounded = `${says}; with that loss the effect on those always observed lies between ${signed(low)} and ${signed(high)} (Lee bounds).`;
  const mend = 'Find out why the outcome is lost in one arm; define it so that every assigned unit has a value (zero, not missing).';
  return pValue < failBelow && includesZero
    ? { ...shared, verdict: 'fail', identification: true, says: bounded, mend }
    : { ...shared, verdict: 'warn', says: bounded, mend };
}

const signed = (x: number): string => `${x >= 0 ? '+' : ''}${Number(x.toPrecision(3))}`;
