import { EstimandError } from '../../errors/estimand-error.ts';
import { mergeAll } from '../../moments/merge.ts';
import type { Moments } from '../../moments/moments.ts';
import type { BaseLearner, Lesson } from './base-learner.ts';
import { type CodedLesson, codedLesson, type LinearFit, lessonMoments, linearPredictor, meanOf, tooFewRows } from './lesson.ts';
import { lessonFolds, rowsByFold } from './lesson-folds.ts';
import { inOwnUnits, meanSquareLeft, type Scales, type Standardised, scalesOf, standardised } from './standardised.ts';

/** What holds slopes near zero: of columns with mean zero and deviation one, beside half the mean square that is left. */
export interface PenaltyOptions {
  /** Default: the one of a hundred that predicts units of other folds best. */
  readonly penalty?: number;
}

/** A way of holding slopes near zero. */
export interface Penalised {
  readonly id: 'ridge' | 'lasso';
  /** Penalties to choose from, the largest first. */
  readonly grid: (all: Standardised) => Float64Array;
  /** The slopes of each penalty, in their order. */
  readonly path: (of: Standardised, penalties: Float64Array) => readonly Float64Array[];
}

export function penalised(by: Penalised, { penalty }: PenaltyOptions): BaseLearner {
  if (penalty !== undefined && !(penalty > 0 && penalty < Infinity))
    throw new EstimandError('option-invalid', { option: 'penalty', found: String(penalty), asked: 'a number above 0' });
  return {
    id: by.id,
    // biome-ignore lint/correctness/useYield: all of it stands on moments, which are read once.
    *learn(lesson) {
      const coded = codedLesson(lesson, by.id);
      const fit = penalty === undefined ? chosenFit(by, coded, lesson) : fitAt(by, lessonMoments(coded), penalty);
      return linearPredictor(coded.coding, fit, meanOf(coded.target));
    },
  };
}

function chosenFit(by: Penalised, coded: CodedLesson, lesson: Lesson): LinearFit {
  const folds = lessonFolds(coded, lesson);
  if (folds.count < 2) throw tooFewRows(by.id, coded.target.length);
  return crossValidated(
    by,
    rowsByFold(folds).map((rows) => lessonMoments(coded, rows)),
  );
}

function fitAt(by: Penalised, all: Moments, penalty: number): LinearFit {
  const scales = scalesOf(all);
  return inOwnUnits(all, scales, by.path(standardised(all, scales), Float64Array.of(penalty))[0]);
}

/** The fit with the penalty by which the other parts leave least of each, in the mean square. Columns are standardised by all parts. */
export function crossValidated(by: Penalised, parts: readonly Moments[]): LinearFit {
  const all = mergeAll(parts);
  const scales = scalesOf(all);
  const whole = standardised(all, scales);
  const penalties = by.grid(whole);
  if (penalties.length < 2) return inOwnUnits(all, scales, by.path(whole, penalties)[0]);
  const left = new Float64Array(penalties.length);
  for (const [fold, part] of parts.entries()) {
    const others = mergeAll(parts.filter((_, other) => other !== fold));
    for (const [l, fit] of pathOf(by, others, scales, penalties).entries()) left[l] += (part.weight / all.weight) * meanSquareLeft(part, fit);
  }
  const best = left.reduce((least, value, l) => (value < left[least] ? l : least), 0);
  return inOwnUnits(all, scales, by.path(whole, penalties.subarray(0, best + 1))[best]);
}

const pathOf = (by: Penalised, m: Moments, scales: Scales, penalties: Float64Array): readonly LinearFit[] =>
  by.path(standardised(m, scales), penalties).map((slopes) => inOwnUnits(m, scales, slopes));
