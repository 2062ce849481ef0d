// Every method and check of a comparison before and after: the list that grows.
export { unitFlow } from '../../diagnostics/unit-flow.ts';
export { change } from './change.ts';
