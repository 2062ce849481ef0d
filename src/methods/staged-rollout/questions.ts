// Every method and check of a staged rollout: the list that grows.
export { judgeAgreement } from '../../diagnostics/judges/judge-agreement.ts';
export { attrition } from './attrition.ts';
export { cohortEffects } from './cohort-effects.ts';
export { composition } from './composition.ts';
export { eventStudy } from './event-study.ts';
export { honestBounds } from './honest-bounds.ts';
export { stagedEffect } from './staged-effect.ts';
export { twoWayEffect } from './two-way.ts';
export { waves } from './waves.ts';
