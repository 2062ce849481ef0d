import { dot } from '../../math/dot.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { Moments } from '../../moments/moments.ts';
import { type BinaryRows, centresOf, scoreAt, workingMoments } from './binary-rows.ts';
import type { Link } from './link.ts';
import { type Maximised, maximise, reachFor } from './maximise.ts';

/** From so many rows on, a first fit on every sixteenth block saves passes over all of them. */
const manyRows = 100_000;
const stride = 16;
/** With the information of the sample, each pass for the score alone leaves some hundredth of the distance. */
const scorePasses = { most: 4, near: 1e-4 };

/** The maximum of the likelihood over rows in memory. Where it starts changes nothing but the time it takes. */
export function maximiseRows(rows: BinaryRows, link: Link): Maximised {
  const centres = centresOf(rows);
  const start = startOf(rows, link);
  const of = { regressors: rows.names, intercept: rows.intercept };
  if (rows.outcome.length < manyRows)
    return answered(maximise({ ...of, start, reach: reachFor(rows.outcome.length) }), (at) => workingMoments(rows, link, at, centres));
  const sample = answered(maximise({ ...of, start, reach: 1e-4 }), (at) => workingMoments(rows, link, at, centres, stride));
  const near = sample.kind === 'maximum' ? closer(rows, link, sample.coefficients, sample.inverse) : start;
  return answered(maximise({ ...of, start: near, reach: reachFor(rows.outcome.length) }), (at) => workingMoments(rows, link, at, centres));
}

function answered(dialogue: Generator<Float64Array, Maximised, Moments>, answer: (at: Float64Array) => Moments): Maximised {
  let state = dialogue.next();
  while (!state.done) state = dialogue.next(answer(state.value));
  return state.value;
}

/** The share of ones, and no slopes. */
function startOf({ outcome, columns, intercept }: BinaryRows, link: Link): Float64Array {
  const start = new Float64Array(columns.length + (intercept ? 1 : 0));
  if (!intercept) return start;
  let ones = 0;
  for (let i = 0; i < outcome.length; i++) ones += outcome[i];
  start[0] = link.predictor(ones / outcome.length);
  return start;
}

/** Newton's steps with the information of a sample, while they come closer. */
function closer(rows: BinaryRows, link: Link, from: Float64Array, sampleInverse: Float64Array): Float64Array {
  const inverse = sampleInverse.map((x) => x / stride);
  let at = from;
  let before = Infinity;
  for (let pass = 0; pass < scorePasses.most; pass++) {
    const score = scoreAt(rows, link, at);
    const change = multiplyVector(inverse, score, at.length);
    const distance = Math.sqrt(Math.max(0, dot(score, change)));
    if (!(distance < before)) return at;
    at = at.map((x, j) => x + change[j]);
    before = distance;
    if (distance * contraction <= scorePasses.near) return at;
  }
  return at;
}

/** What the next step is of the last, as a rule. */
const contraction = 0.02;
