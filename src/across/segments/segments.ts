import type { Answer } from '../../estimate/answer.ts';
import { column, is, isKnown, not } from '../../expressions/build.ts';
import type { Levels } from '../../inference/wald.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels as levelsOf, type MomentsReply, moments } from '../../relation/requests.ts';
import { interactionFindings } from './interaction.ts';
import { type AskWithin, effectsInParts, inOrder } from './parts.ts';
import { type SegmentNames, segmentExhibits, tooManyLevels, unsegmented } from './segment.ts';

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
  const cut = values
    .filter(({ found }) => found.length <= mostSegments)
    .flatMap(({ column: name, found }) => found.map((level) => ({ column: name, level, met: is(column(name), level) })));

  const { estimates, findings } = yield* effectsInParts(cut, { ...o, called: 'segments', check: 'segment' }, askWithin);
  return {
    estimates,
    findings: [
      ...missing.flatMap((finding) => finding ?? []),
      ...wideColumns.map(({ column: name, found }) => tooManyLevels(name, found.length, mostSegments)),
      ...findings,
      ...interactionFindings(estimates, 1 - o.level),
    ],
    exhibits: segmentExhibits(estimates, o.called),
  };
}
