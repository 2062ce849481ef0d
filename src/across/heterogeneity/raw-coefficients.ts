import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayNumber } from '../../estimate/say.ts';
import { areaUnderUplift, qiniScore } from '../../inference/benefit/cumulative-gain.ts';
import { curveDefinitions } from '../../inference/benefit/curve-definitions.ts';
import type { Sample } from '../../inference/benefit/sample.ts';
import { qiniAucScore, upliftAucScore } from '../../inference/benefit/uplift-curve.ts';
import { pick } from '../../math/pick.ts';
import { type FoundBenefit, towardsBetter } from './found.ts';
import type { Benefit } from './options.ts';

/**
 * What other packages would call the curve of this ranking, each by its definition: of units that were drawn, by their outcomes as they are. They have no errors, and no two of them are on
 * one scale. Nothing where an outcome is no number that a definition takes.
 */
export function rawCoefficients({ treatment, expected }: FoundBenefit, { outcome, arm }: Sample, of: Benefit): Pick<Exhibit, 'kind' | 'says' | 'columns'> | undefined {
  const own = Int32Array.from(expected.rows.keys()).filter((r) => arm[expected.rows[r]] === 0 || arm[expected.rows[r]] === treatment);
  const rows = pick(expected.rows, own);
  const turn = towardsBetter(of);
  const arms = {
    outcome: Float64Array.from(rows, (i) => turn * outcome[i]),
    treated: Uint8Array.from(rows, (i) => (arm[i] === treatment ? 1 : 0)),
    priorities: pick(expected.gains, own),
  };
  const found = [
    ['scikit-uplift/uplift_auc_score', upliftAucScore(arms)],
    ['scikit-uplift/qini_auc_score', qiniAucScore(arms)],
    ['causalml/auuc_score', areaUnderUplift(arms, 'normalized')],
    ['causalml/qini_score', qiniScore(arms, 'normalized')],
  ] as const;
  const told = found.flatMap(([name, value]) => (typeof value === 'number' && Number.isFinite(value) ? [{ name, value }] : []));
  if (told.length === 0) return undefined;
  return {
    kind: 'table',
    says: 'What two packages would say of this ranking, on units that had no part in it. The numbers have no errors: read AUTOC and Qini above, which do.',
    columns: { value: told.map(({ value }) => sayNumber(value)), definition: told.map(({ name }) => curveDefinitions[name]) },
  };
}
