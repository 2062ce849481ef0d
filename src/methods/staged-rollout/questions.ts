// Every method and check of a staged rollout: the list that grows.
export { stagedEffect } from './staged-effect.ts';
