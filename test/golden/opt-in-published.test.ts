import { describe, expect, it } from 'vitest';
import type { ObservedUnits } from '../../src/inference/observed/observed-units.ts';
import { optInGolden } from '../support/opt-in-golden.ts';
import { agrees, meansOf, missing, notRun, sharedTable, unitsOf, type Way, type Weighed } from '../support/opt-in-published.ts';

interface Published extends Way, Weighed {
  readonly stata?: Weighed;
}
const golden = optInGolden<{ births: readonly Published[]; nsw: readonly Published[] }>('cattaneo2');

function births(): { readonly outcome: Float64Array; readonly units: ObservedUnits; readonly choosing: ObservedUnits } {
  const table = sharedTable(ofBirths);
  const [smoking, married, age, first, early, education, outcome] = ['mbsmoke_', 'mmarried_', 'mage', 'fbaby_', 'prenatal1_', 'medu', 'bweight'].map((name) =>
    Float64Array.from(table(name), Number),
  );
  return {
    outcome,
    units: unitsOf(smoking, { early, married, age, first }),
    choosing: unitsOf(smoking, { married, age, older: age.map((a) => a * a), first, education }),
  };
}

const ofBirths = 'datasets/cattaneo2.csv';
describe.skipIf(missing(ofBirths))(`smoking and the weight of newborns, as Stata's teffects${notRun(ofBirths)}`, () => {
  const table = missing(ofBirths) ? undefined : births();

  it.each(golden.births)('$method $estimand $chance', (wanted) => {
    const { outcome, units, choosing } = table!;
    const means = meansOf(wanted, outcome, units, choosing);
    agrees(means, units, wanted);
    if (wanted.stata) agrees(means, units, wanted.stata);
  });

  it('prints -230.989 (26.211) doubly robust, -230.689 (25.815) by weights and -239.639 (23.824) by regression', () => {
    const printed = golden.births
      .filter(({ estimand, stata }) => estimand === 'ate' && stata)
      .map(({ method, stata }) => `${method} ${stata!.effect.toFixed(3)} (${stata!.error.toFixed(3)})`);
    expect(printed).toEqual(['ra -239.639 (23.824)', 'ipw -230.689 (25.815)', 'aipw -230.989 (26.211)', 'ipwra -229.967 (26.627)', 'wls -227.196 (27.348)']);
  });
});

const ofTraining = 'datasets/nsw.csv';
describe.skipIf(missing(ofTraining))(`job training of Dehejia and Wahba (1999), adjusted${notRun(ofTraining)}`, () => {
  it.each(golden.nsw)('$method $estimand', (wanted) => {
    const table = sharedTable(ofTraining);
    const numbers = (name: string): Float64Array => Float64Array.from(table(name), Number);
    const columns = Object.fromEntries(['age', 'educ', 'black', 'hisp', 'marr', 'nodegree'].map((name) => [name, numbers(name)]));
    const units = unitsOf(numbers('treat'), { ...columns, re74: numbers('re74').map((v) => v / 1000), re75: numbers('re75').map((v) => v / 1000) });
    agrees(meansOf(wanted, numbers('re78'), units, units), units, wanted);
  });
});
