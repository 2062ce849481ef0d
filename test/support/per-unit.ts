import type { Estimate } from '../../src/estimate/estimate.ts';

/** The estimates of a study whose rows were added up, in the words of one whose rows are units. */
export const saidOfRows = (estimates: readonly Estimate[]): readonly Estimate[] =>
  estimates.map((e) => ({
    ...e,
    estimand: { ...e.estimand, says: e.estimand.says.replace(/ What is compared is the total [^.]*\./, '').replace(/total (\w+) per \w+/, '$1') },
  }));
