import type { Answer } from '../../estimate/answer.ts';
import type { Estimate, Segment } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Levels } from '../../inference/wald.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { within } from '../../relation/within.ts';
import { adjustedBy } from '../adjusted-by.ts';
import { refusing } from '../refusing.ts';
import { sidakLevel, sidakP } from '../sidak.ts';
import { simultaneousEstimate } from '../simultaneous-estimate.ts';
import { segmentId } from './segment.ts';

/** Units with one value of a column, and the condition that says so. */
export interface Part extends Segment {
  readonly met: Expression;
}

/** Any method. It is told the column that cuts the rows, because within one of its values that column cannot be a covariate. */
export type AskWithin = (column: string, levels: Levels) => Asking<Answer>;

export interface PartsOptions extends Levels {
  /** Contrasts of each outcome in a part: treatment arms. */
  readonly contrasts: number;
  /** What the parts are called: `segments`, as in the family of their p-values. */
  readonly called: string;
  /** The check that a refused part is told by. */
  readonly check: string;
  /** The levels of each of so many contrasts, where these are to hold at several looks besides; default: by Sidak. */
  readonly each?: (contrasts: number) => Levels;
}

/**
 * The same estimates in each of some parts, by any method, those of an outcome held together.
 *
 * Model   intervals at the Sidak level, which is exact for parts of separate units and conservative for others; Holm, Hochberg, Benjamini-Hochberg and max-t p-values.
 */
export function* effectsInParts(parts: readonly Part[], o: PartsOptions, askWithin: AskWithin): Asking<Omit<Answer, 'exhibits'>> {
  const count = parts.length * o.contrasts;
  const wide = o.each?.(count) ?? { level: sidakLevel(o.level, count), boundsLevel: o.boundsLevel ** (1 / count) };
  const answers = yield* all(parts.map((part) => all([o, wide].map((levels) => answerIn(part, askWithin(part.column, levels), o.check)))));
  const usual = answers.map(([answer]) => answer);
  const twins = new Map(answers.flatMap(([, widened]) => widened.estimates.map((e) => [e.id, e] as const)));
  return {
    estimates: familiesOf(usual.flatMap((answer) => answer.estimates)).flatMap((family) => heldIn(family, twins, o)),
    findings: usual.flatMap((answer) => answer.findings),
  };
}

/** Values that are all numbers in the order of numbers, others as they are. */
export const inOrder = (levels: readonly string[]): readonly string[] =>
  levels.every((level) => level.trim() !== '' && Number.isFinite(Number(level))) ? levels.toSorted((a, b) => Number(a) - Number(b)) : levels;

/** Findings about size are repeated for a part, by name; a part makes nothing fail for the whole. */
const ofSize = ['audit', 'audit-clusters', 'cluster-freedom'];

/** The answer in one part: ids that name it, and no finding that the whole already has. */
function* answerIn({ column, level, met }: Part, asking: Asking<Answer>, check: string): Asking<Omit<Answer, 'exhibits'>> {
  const segment = { column, level };
  const part = `${column} = ${level}`;
  const about = { column };
  const answer = yield* refusing(within(asking, met), check, about, part);
  const estimates = answer.estimates.map((e): Estimate => {
    const { population, says } = e.estimand;
    const estimand = { ...e.estimand, segment, population: `${population} with ${part}`, says: `${says.replace(/\.$/, '')}, with ${part}.` };
    return { ...e, id: segmentId(e.id, segment), role: 'secondary', estimand };
  });
  const said = answer.findings.filter(({ verdict, check: of }) => verdict === 'refuse' || (verdict !== 'pass' && ofSize.includes(of)));
  // What `refusing` says names the part already.
  const named = (f: Finding): boolean => f.check === check && f.about.column !== undefined;
  const placed = (f: Finding): Finding => ({
    ...f,
    verdict: f.verdict === 'fail' ? 'warn' : f.verdict,
    about: { ...about, ...(f.about.arm !== undefined && { arm: f.about.arm }) },
    says: `In ${part}: ${f.says}`,
  });
  return { estimates, findings: said.map((f) => (named(f) ? f : placed(f))) };
}

/** One family an outcome: all arms in all parts of all columns. */
function familiesOf(estimates: readonly Estimate[]): readonly (readonly Estimate[])[] {
  const outcomes = [...new Set(estimates.map((e) => e.estimand.outcome))];
  return outcomes.map((outcome) => estimates.filter((e) => e.estimand.outcome === outcome));
}

function heldIn(family: readonly Estimate[], wide: ReadonlyMap<string, Estimate>, o: PartsOptions): readonly Estimate[] {
  const tested = family.filter((e) => e.test !== undefined);
  const p = tested.map((e) => e.test!.pValue);
  // Independent contrasts: max-t is Sidak's correction.
  const maxT = p.map((value) => sidakP(value, p.length));
  const entries = adjustedBy(`${o.called} on ${family[0].estimand.outcome}`, p, maxT);
  const byId = new Map(tested.map(({ id }, i) => [id, entries[i]]));
  return family.map((e) => simultaneousEstimate(e, wide.get(e.id) ?? e, o, byId.get(e.id) ?? []));
}
