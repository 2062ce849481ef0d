// Every method and check: the list that grows. One line here plans it for studies, exports it from the library, puts it through the contract
// and lists it in the docs.
export { balance } from '../diagnostics/balance.ts';
export { blockShares } from '../diagnostics/block-shares.ts';
export { clusters } from '../diagnostics/clusters.ts';
export { judgeAgreement } from '../diagnostics/judges/judge-agreement.ts';
export { judgeErrors } from '../diagnostics/judges/judge-errors.ts';
export { missingness } from '../diagnostics/missingness.ts';
export { repeatedUnits } from '../diagnostics/repeated-units.ts';
export { sampleRatio } from '../diagnostics/sample-ratio.ts';
export { trigger } from '../diagnostics/trigger.ts';
export { unitFlow } from '../diagnostics/unit-flow.ts';
export { adjustedItt } from '../methods/randomized/adjusted-itt.ts';
export { ancova } from '../methods/randomized/ancova.ts';
export { asTreated } from '../methods/randomized/as-treated.ts';
export { blocked } from '../methods/randomized/blocked/blocked.ts';
export { complierEffect } from '../methods/randomized/complier-effect.ts';
export { cuped } from '../methods/randomized/cuped.ts';
export { itt } from '../methods/randomized/itt.ts';
export { logisticEffect } from '../methods/randomized/logistic/logistic-effect.ts';
export { quantileEffect } from '../methods/randomized/quantile/quantile-effect.ts';
export { ratioEffect } from '../methods/randomized/ratio/ratio-effect.ts';
export { oddsRatio } from '../methods/randomized/risk-ratio/odds-ratio.ts';
export { riskRatio } from '../methods/randomized/risk-ratio/risk-ratio.ts';
export { twoStageLeastSquares } from '../methods/randomized/two-stage/two-stage-least-squares.ts';
