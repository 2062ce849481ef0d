import type { Answer } from '../../estimate/answer.ts';
import type { Estimate, Segment } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { column, is, isKnown, not } from '../../expressions/build.ts';
import type { Levels } from '../../inference/wald.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels as levelsOf, type MomentsReply, moments } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import { adjustedBy } from '../adjusted-by.ts';
import { refusing } from '../refusing.ts';
import { sidakLevel, sidakP } from '../sidak.ts';
import { simultaneousEstimate } from '../simultaneous-estimate.ts';
import { interactionFindings } from './interaction.ts';
import { type SegmentNames, segmentExhibits, segmentId, tooManyLevels, unsegmented } from './segment.ts';

export interface SegmentsOptions extends Levels {
  /** Columns known before assignment, by whose values effects are shown apart. */
  readonly columns: readonly string[];
  /** Contrasts of each outcome in a segment: treatment arms. */
  readonly contrasts: number;
  /** The levels of each of so many contrasts, where these are to hold at several looks besides; default: by Sidak. */
  readonly each?: (contrasts: number) => Levels;
  /** What figures call outcomes and arms. */
  readonly called?: SegmentNames;
}

/** Any method. It is told the column that cuts the rows, because within one of its values that column cannot be a covariate. */
export type AskWithin = (column: string, levels: Levels) => Asking<Answer>;

/** A column with more values than this is not segmented. */
const mostSegments = 30;

/**
 * The same estimates within each value of some columns, by any method.
 *
 * Model   each segment alone; over all segments of an outcome the intervals hold together at the Sidak level, which is exact for the values of one column
 *         (different units) and conservative across columns (Sidak's inequality); Holm, Hochberg, Benjamini-Hochberg and max-t p-values. For each
 *         column a test that its effects are equal: Welch's F on the estimates.
 * Shapes  the values of the columns, then what the method asks, a condition more.
 * Errors  none of its own: a segment in which the method cannot answer is refused by name.
 * Source  Sidak (1967), JASA 62; Welch (1951), Biometrika 38.
 */
export function* segments(o: SegmentsOptions, askWithin: AskWithin): Asking<Answer> {
  const seen = yield* all(o.columns.flatMap((name) => [ask(levelsOf({ of: name })), ask(moments({ columns: {}, where: not(isKnown(column(name))) }))]));
  const values = o.columns.map((name, i) => ({ column: name, found: inOrder((seen[2 * i] as MomentsReply).groups.map((g) => g.key[0])) }));
  const missing = o.columns.map((name, i) => unsegmented(name, (seen[2 * i + 1] as MomentsReply).groups[0].moments.n));
  const wideColumns = values.filter(({ found }) => found.length > mostSegments);
  const cut = values.filter(({ found }) => found.length <= mostSegments).flatMap(({ column: name, found }) => found.map((level) => ({ column: name, level })));

  const count = cut.length * o.contrasts;
  const wide = o.each?.(count) ?? { level: sidakLevel(o.level, count), boundsLevel: o.boundsLevel ** (1 / count) };
  const answers = yield* all(cut.map((segment) => all([o, wide].map((levels) => answerIn(segment, askWithin(segment.column, levels))))));
  const usual = answers.map(([answer]) => answer);
  const twins = new Map(answers.flatMap(([, widened]) => widened.estimates.map((e) => [e.id, e] as const)));
  const estimates = familiesOf(usual.flatMap((answer) => answer.estimates)).flatMap((family) => heldIn(family, twins, o));
  return {
    estimates,
    findings: [
      ...missing.flatMap((finding) => finding ?? []),
      ...wideColumns.map(({ column: name, found }) => tooManyLevels(name, found.length, mostSegments)),
      ...usual.flatMap((answer) => answer.findings),
      ...interactionFindings(estimates, 1 - o.level),
    ],
    exhibits: segmentExhibits(estimates, o.called),
  };
}

/** Values that are all numbers in the order of numbers, others as they are. */
const inOrder = (levels: readonly string[]): readonly string[] =>
  levels.every((level) => level.trim() !== '' && Number.isFinite(Number(level))) ? levels.toSorted((a, b) => Number(a) - Number(b)) : levels;

/** Findings about size are repeated for a segment, by name; a segment makes nothing fail for the whole. */
const ofSize = ['audit', 'audit-clusters', 'cluster-freedom'];

/** The answer in one segment: ids that name it, and no finding that the whole already has. */
function* answerIn(segment: Segment, asking: Asking<Answer>): Asking<Omit<Answer, 'exhibits'>> {
  const part = `${segment.column} = ${segment.level}`;
  const about = { column: segment.column };
  const answer = yield* refusing(within(asking, is(column(segment.column), segment.level)), 'segment', about, part);
  const estimates = answer.estimates.map((e): Estimate => {
    const { population, says } = e.estimand;
    const estimand = { ...e.estimand, segment, population: `${population} with ${part}`, says: `${says.replace(/\.$/, '')}, with ${part}.` };
    return { ...e, id: segmentId(e.id, segment), role: 'secondary', estimand };
  });
  const said = answer.findings.filter(({ verdict, check }) => verdict === 'refuse' || (verdict !== 'pass' && ofSize.includes(check)));
  // What `refusing` says names the part already.
  const named = (f: Finding): boolean => f.check === 'segment' && f.about.column !== undefined;
  const placed = (f: Finding): Finding => ({
    ...f,
    verdict: f.verdict === 'fail' ? 'warn' : f.verdict,
    about: { ...about, ...(f.about.arm !== undefined && { arm: f.about.arm }) },
    says: `In ${part}: ${f.says}`,
  });
  return { estimates, findings: said.map((f) => (named(f) ? f : placed(f))) };
}

/** One family an outcome: all arms in all segments of all columns. */
function familiesOf(estimates: readonly Estimate[]): readonly (readonly Estimate[])[] {
  const outcomes = [...new Set(estimates.map((e) => e.estimand.outcome))];
  return outcomes.map((outcome) => estimates.filter((e) => e.estimand.outcome === outcome));
}

function heldIn(family: readonly Estimate[], wide: ReadonlyMap<string, Estimate>, levels: Levels): readonly Estimate[] {
  const tested = family.filter((e) => e.test !== undefined);
  const p = tested.map((e) => e.test!.pValue);
  // Independent contrasts: max-t is Sidak's correction.
  const maxT = p.map((value) => sidakP(value, p.length));
  const entries = adjustedBy(`segments on ${family[0].estimand.outcome}`, p, maxT);
  const byId = new Map(tested.map(({ id }, i) => [id, entries[i]]));
  return family.map((e) => simultaneousEstimate(e, wide.get(e.id) ?? e, levels, byId.get(e.id) ?? []));
}
