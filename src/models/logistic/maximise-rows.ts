import { dot } from '../../math/dot.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { Moments } from '../../moments/moments.ts';
import { type BinaryRows, centresOf, scoreAt, type WorkingRows, workingMoments } from './binary-rows.ts';
import { sumOf } from './block-loops.ts';
import type { Link } from './link.ts';
import { type Maximised, type Maximum, maximise, reachFor } from './maximise.ts';

/** Fits on every 256th, then every 16th block of rows save passes over all of them, where that leaves this many rows at least. */
const strides = [256, 16];
const fewestSampled = 6_000;
/** A sample leaves some ten standard errors to go: a tenth of one more does not matter. */
const roughly = { reach: 0.1, tolerance: 0.1 };
/** With the information of the last sample, each pass for the score alone leaves some hundredth of the distance. */
const scorePasses = { most: 4, near: 1e-4 };

interface Sampled {
  readonly coefficients: Float64Array;
  /** Of the information that all rows would have, by the sample. */
  readonly inverse: Float64Array;
}

export type MaximisedRows = (Maximum & { readonly logLikelihood: number }) | Exclude<Maximised, Maximum>;

/** The maximum of the likelihood over rows in memory. Where it starts changes nothing but the time it takes. */
export function maximiseRows(rows: BinaryRows, link: Link): MaximisedRows {
  const centres = centresOf(rows);
  const of = { regressors: rows.names, intercept: rows.intercept };
  const start = startOf(rows, link);
  const sampled = strides.reduce<Sampled | undefined>((before, stride) => {
    if (rows.outcome.length < stride * fewestSampled) return before;
    const asked = maximise({ ...of, ...roughly, start: before?.coefficients ?? start });
    const found = answered(asked, (at) => workingMoments(rows, link, at, centres, stride));
    return found.kind === 'maximum' ? { coefficients: found.coefficients, inverse: found.inverse.map((x) => x / stride) } : undefined;
  }, undefined);
  const near = sampled ? closer(rows, link, sampled) : start;
  return answered(maximise({ ...of, start: near, reach: reachFor(rows.outcome.length) }), (at) => workingMoments(rows, link, at, centres));
}

/** The same from coefficients that are near, such as those of rows drawn from: fewer passes find them to the same digits, and their information is that of a step before. */
export const maximiseNear = (rows: BinaryRows, link: Link, near: Float64Array | undefined): MaximisedRows => {
  const centres = centresOf(rows);
  const asked = { regressors: rows.names, intercept: rows.intercept, start: near ?? startOf(rows, link), reach: Infinity };
  return answered(maximise(asked), (at) => workingMoments(rows, link, at, centres));
};

function answered(dialogue: Generator<Float64Array, Maximised, Moments>, answer: (at: Float64Array) => WorkingRows): MaximisedRows {
  let logLikelihood = Number.NaN;
  let state = dialogue.next();
  while (!state.done) {
    const working = answer(state.value);
    logLikelihood = working.logLikelihood;
    state = dialogue.next(working.moments);
  }
  return state.value.kind === 'maximum' ? { ...state.value, logLikelihood: logLikelihood + state.value.rise } : state.value;
}

/** The share of ones, and no slopes. */
function startOf({ outcome, columns, intercept, weights }: BinaryRows, link: Link): Float64Array {
  const n = outcome.length;
  const start = new Float64Array(columns.length + (intercept ? 1 : 0));
  if (intercept) start[0] = link.predictor(weights ? dot(weights, outcome) / sumOf(weights, n) : sumOf(outcome, n) / n);
  return start;
}

/** Newton's steps with the information of a sample, while they come closer. */
function closer(rows: BinaryRows, link: Link, { coefficients, inverse }: Sampled): Float64Array {
  let at = coefficients;
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

/** The usual length of the next step, as a share of the last. */
const contraction = 0.02;
