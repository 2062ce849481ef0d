// Every method and check of a log of routed requests: the list that grows.
export { auditSelection } from '../../diagnostics/judges/audit-selection.ts';
export { judgeAgreement } from '../../diagnostics/judges/judge-agreement.ts';
export { repeatedUnits } from '../../diagnostics/repeated-units.ts';
export { actionMeans } from './action-means.ts';
export { hiddenRouter } from './hidden-router.ts';
export { policyBounds } from './policy-bounds.ts';
export { policyGain } from './policy-gain.ts';
export { policySearch } from './policy-search.ts';
export { policySupport } from './policy-support.ts';
export { policyValue } from './policy-value.ts';
export { routingLog } from './routing-log.ts';
