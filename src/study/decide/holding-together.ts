import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';

/**
 * Checks that can force HOLD by their p-values, held together: a study with ten of them would else be held ten times as often as each promises. One that fails by
 * itself and not among them warns. What was lost nowhere was not tested and does not count.
 *
 * Source  Holm (1979), Scandinavian Journal of Statistics 6.
 */
export function holdingTogether(findings: readonly Finding[]): readonly Finding[] {
  const tested = findings.filter(({ canHold, pValue }) => canHold && pValue !== undefined);
  const adjusted = holm(tested.map(({ pValue }) => pValue!));
  return findings.map((f) => {
    const at = tested.indexOf(f);
    const { identification, ...kept } = f;
    if (at < 0 || f.verdict !== 'fail' || !identification || adjusted[at] < f.threshold!) return f;
    return {
      ...kept,
      verdict: 'warn',
      says: `${f.says} Among the ${tested.length} checks of this study that could hold it, ${sayP(adjusted[at])} (Holm): no alarm.`,
    };
  });
}
