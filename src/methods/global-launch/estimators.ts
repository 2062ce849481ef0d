import type { SyntheticEstimator } from '../../inference/synthetic/panel.ts';
import { syntheticDid } from '../../inference/synthetic/synthetic-did.ts';
import { syntheticControl } from '../../inference/synthetic/synthetic-control.ts';
import type { EstimatorName } from './declared/keys.ts';

/** Estimators that donors are weighed by. */
export type DonorEstimator = Exclude<EstimatorName, 'state-space'>;

/** How the path is made, for a sentence. */
export const sayEstimator: Readonly<Record<EstimatorName, string>> = {
  sdid: 'by synthetic difference in differences, donors and periods weighted to go as the treated did',
  'synthetic-control': 'against a mix of donors that was like the treated before it',
  demeaned: 'against a mix of donors that went like the treated about their level before it',
  augmented: 'against a mix of donors, what it missed before the launch taken out by a ridge regression',
  penalized: 'against a mix of donors that were each near the treated before it',
  'matrix-completion': 'against what a few factors that all units share tell of the treated',
  'state-space': 'against how the series went before it',
};

export const estimatorOf = (name: DonorEstimator): SyntheticEstimator => name === 'sdid' ? syntheticDid : syntheticControl({ level: name === 'synthetic-control' ? 'kept' : 'moved' });
