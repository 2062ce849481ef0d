export { anytimeCritical, firstLook } from './sequential/mixture.ts';
