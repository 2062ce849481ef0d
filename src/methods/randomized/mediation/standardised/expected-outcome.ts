import { type NormalGrid, normalGrid } from '../../../../math/normal-grid.ts';
import { logisticShare } from '../../../../models/logistic/logit-shares.ts';

/** How mediator and outcome are modelled within arms. */
export interface ModelKinds {
  readonly mediator: 'logistic' | 'linear';
  readonly outcome: 'logistic' | 'linear';
}

/** Of one arm, the constant first, and of the outcome the slope of the mediator second. */
export interface ArmParameters {
  readonly mediator: Float64Array;
  /** Of the errors of a linear mediator. */
  readonly logSpread: number;
  readonly outcome: Float64Array;
}

/** For means over a mediator of 0 and 1 the nodes are these; otherwise those of the normal distribution of its errors. */
export const closeNodes: NormalGrid = normalGrid(1 / 6);
export const wideNodes: NormalGrid = normalGrid(1 / 2);

/** The mean outcome of a unit, and its derivatives by the predictor of the outcome, the slope of the mediator, the predictor of the mediator and its log spread. */
export type Expected = [value: number, byOutcome: number, bySlope: number, byMediator: number, bySpread: number];

/**
 * The mean outcome of a unit if its mediator were drawn as in one arm and its outcome made as in another.
 *
 * Model     sum over m of P(m) f(outcome + slope m): over 0 and 1 of a logistic mediator, over nodes of its normal errors of a linear one; f is the logistic or the
 *           identity.
 */
export function expectedOutcome(
  into: Expected,
  kinds: ModelKinds,
  { points, weights }: NormalGrid,
  mediator: number,
  logSpread: number,
  outcome: number,
  slope: number,
): void {
  if (kinds.mediator === 'logistic') {
    const share = logisticShare(mediator);
    const [zero, one] = [responseAt(kinds, outcome), responseAt(kinds, outcome + slope)];
    const [atZero, atOne] = [steepnessAt(kinds, zero), steepnessAt(kinds, one)];
    into[0] = zero + share * (one - zero);
    into[1] = (1 - share) * atZero + share * atOne;
    into[2] = share * atOne;
    into[3] = share * (1 - share) * (one - zero);
    into[4] = 0;
    return;
  }
  const spread = Math.exp(logSpread);
  into.fill(0);
  for (let k = 0; k < points.length; k++) {
    const error = spread * points[k];
    const m = mediator + error;
    const value = responseAt(kinds, outcome + slope * m);
    const steep = weights[k] * steepnessAt(kinds, value);
    into[0] += weights[k] * value;
    into[1] += steep;
    into[2] += steep * m;
    into[3] += steep * slope;
    into[4] += steep * slope * error;
  }
}

const responseAt = ({ outcome }: ModelKinds, x: number): number => (outcome === 'logistic' ? logisticShare(x) : x);
const steepnessAt = ({ outcome }: ModelKinds, value: number): number => (outcome === 'logistic' ? value * (1 - value) : 1);
