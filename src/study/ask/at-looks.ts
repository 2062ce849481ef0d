import { shapeOf, tailGroups, tailRows } from '../../diagnostics/arm-shapes.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate, Interval, Test } from '../../estimate/estimate.ts';
import { mostLookError } from '../../estimate/thresholds.ts';
import { firstLook } from '../../inference/sequential/mixture.ts';
import { type Shape, tailError } from '../../inference/tail-error.ts';
import { waldInference } from '../../inference/wald.ts';
import type { Look } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import type { Across } from './across.ts';
import { leastError, levelsAt, pValueAt } from './look-levels.ts';

/**
 * What was asked at the levels of a look is told at those of the study: every interval holds at every look. Where none is known (too few units for an interval that
 * holds at any time, a mean that is skewed for its sizes, draws too few for so far a tail, nothing left to spend) it is the whole line.
 */
export const atLooks: Across = (plans) => (protocol) => {
  const { look } = protocol;
  const plan = plans(protocol);
  if (!look) return plan;
  return plan.map((question) => ({
    ...question,
    *ask(): Asking<Answer> {
      const [answer, tails] = yield* all([question.ask(), tailsOf(question, protocol)]);
      const tell = (e: Estimate): Estimate =>
        isKnown(e, tails, look, protocol) ? told(isDrawn(e) ? byItsError(e, protocol) : e, look, protocol) : untold(e, protocol);
      return { ...answer, estimates: answer.estimates.map(tell) };
    },
  }));
};

/** By outcome, of those that are means, and by arm. */
type Tails = ReadonlyMap<string, ReadonlyMap<string, Shape>>;

/** The tails of the means that a question asks about; a family of several names them all. */
function* tailsOf({ options: { outcome: asked, cluster } }: PlannedQuestion, { outcomes, assignment }: Protocol): Asking<Tails> {
  if (!assignment || cluster !== undefined) return new Map();
  const means = outcomes.filter(({ name, ratio, quantile }) => asked?.includes(name) && ratio === undefined && quantile === undefined);
  const found = yield* all(means.map(({ name, measure }) => tailGroups(tailRows(measure, assignment.column), name)));
  const shapes = (groups: readonly Group[]) => new Map(groups.filter(({ moments: { n } }) => n > 1).map(({ key: [arm], moments: m }) => [arm, shapeOf(m)]));
  return new Map(means.map(({ name }, i) => [name, shapes(found[i])]));
}

/** Is the mean so skewed, for its sizes, that the normal law does not hold yet in the far tail? */
function isSkewed({ estimand: { outcome, contrast }, sizes }: Estimate, tails: Tails, alpha: number): boolean {
  const arms = tails.get(outcome);
  const [treatment, control] = [contrast.treatment, contrast.control].map((arm) => {
    const shape = arms?.get(arm);
    return shape && { ...shape, n: sizes.perArm[arm] ?? shape.n };
  });
  if (!arms || !treatment || !control) return false;
  return tailError(treatment, control, { all: [...arms.values()], alpha }) > mostLookError * alpha;
}

/** Contrasts that share the error of the study with this one. */
const sharing = ({ adjusted }: Estimate): number => adjusted?.[0]?.contrasts ?? 1;

function isKnown(e: Estimate, tails: Tails, look: Look, protocol: Protocol): boolean {
  if (look.kind === 'spent' || (isDrawn(e) && e.standardError === undefined)) return false;
  if (look.kind === 'anytime' && Object.values(e.sizes.perArm).some((n) => n < firstLook)) return false;
  const alpha = (1 - levelsAt(protocol, sharing(e)).level) / 2;
  // A level near one is not known to the last digit.
  return alpha > 1.001 * leastError && !isSkewed(e, tails, alpha);
}

/** Draws are too few to place an end so far out. */
const isDrawn = ({ interval: { reference } }: Estimate): boolean => reference.kind === 'bootstrap';

function untold(e: Estimate, { analysis, look }: Protocol): Estimate {
  const { test, bounds, relative, adjusted, pointwise, ...kept } = e;
  return { ...kept, interval: { ...e.interval, ...ofLook(look!), level: analysis.level, pieces: [{}] } };
}

/** An interval of draws by its standard error instead, as far as the look asks. */
function byItsError(e: Estimate, protocol: Protocol): Estimate {
  const { test, ...kept } = e;
  return { ...kept, ...waldInference(e.value, e.standardError!, { kind: 'normal' }, levelsAt(protocol, sharing(e))) };
}

const ofLook = ({ kind }: Look): Pick<Interval, 'kind'> => ({ kind: kind === 'anytime' ? 'anytime' : 'repeated' });

/** The estimate as it was asked, at the levels that it holds at over all looks. */
function told(e: Estimate, look: Look, { analysis }: Protocol): Estimate {
  const { test: single, bounds, relative, adjusted, pointwise, ...kept } = e;
  const { level, guardrailLevel } = analysis;
  const test = testAt(e, look, level);
  const held = (interval: Interval): Interval => ({ ...interval, ...ofLook(look), level });
  return {
    ...kept,
    interval: held(e.interval),
    ...(bounds && { bounds: { ...bounds, level: guardrailLevel } }),
    ...(test && { test }),
    ...(relative && {
      relative: {
        ...relative,
        ...(relative.interval && { interval: held(relative.interval) }),
        ...(relative.bounds && { bounds: { ...relative.bounds, level: guardrailLevel } }),
      },
    }),
  };
}

/** A test that holds at every look; of segments the intervals alone are read. */
function testAt(e: Estimate, look: Look, level: number): Test | undefined {
  const { test, estimand } = e;
  return test && estimand.segment === undefined ? { ...test, pValue: pValueAt(look, test.pValue, { contrasts: sharing(e), level }) } : undefined;
}
