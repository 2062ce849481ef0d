import { and, column, times } from '../../expressions/build.ts';
import { freedomOf } from '../../inference/freedom.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import type { Chances } from './chances.ts';
import type { Settled } from './options.ts';
import { pairsOf, type Wanted, weightOf } from './pairs.ts';
import type { Prepared } from './prepare.ts';

/** What labels bring to a difference of policies. */
export interface LabelsIn {
  /** Their part of its variance. */
  readonly variance: number;
  /** Degrees of freedom of that part: labels of equal weight that tell as much, or the clusters that they lie in, less one. */
  readonly freedom: number;
  /** Of labels that a judge gives too: on how many of them it did not. */
  readonly disagreements?: number;
}

/** By what is compared with what; undefined of an outcome that is no judge's. */
export type LabelsOf = (treatment: string, control: string) => LabelsIn | undefined;

const rows = 'estimand:labels';

/**
 * The labels that a value of a policy, its change from what was logged, or a contrast of two rests on. Nothing is asked of outcomes that no judge scored.
 *
 * Model   with c the factor by which a label's residual enters, freedom (sum c^2)^2 / sum c^4 - 1 (Satterthwaite for residuals that spread alike); disagreements by shares of c^2.
 */
export function* askLabels(s: Settled, p: Prepared, chances: Chances, want: Wanted): Asking<LabelsOf> {
  const { labelled } = p.outcome;
  const pairs = labelled ? pairsOf(s, want) : [];
  if (!labelled || pairs.length === 0) return () => undefined;
  const among = { where: and(p.where, labelled.is), over: chances.before };
  const [lying, found] = yield* all([
    all(
      s.cluster === undefined
        ? []
        : [ask(moments({ columns: { [rows]: column(rows) }, over: [...among.over, where(among.where), rollup([s.cluster], { [rows]: { kind: 'count' } })] }))],
    ),
    all(
      pairs.map((pair) => {
        const weight = weightOf(s, p, pair);
        const [enters, part] = [times(weight, labelled.counts), times(weight, labelled.adds)];
        const square = times(enters, enters);
        const columns = { square, part: times(part, part), ...(labelled.otherwise && { other: times(square, labelled.otherwise) }) };
        return ask(moments({ columns, ...among }));
      }),
    ),
  ]);
  const most = Math.min(Infinity, ...lying.map(({ groups }) => effective(groups[0].moments, rows) - 1));
  const parts = found.map(({ groups }) => labelsIn(groups[0].moments, p.n, most));
  return (treatment, control) => parts[pairs.findIndex(([a, b]) => a === treatment && b === control)];
}

function labelsIn(m: Moments, n: number, most: number): LabelsIn {
  const sum = (name: string): number => (m.n === 0 ? 0 : m.n * meanOf(m, name));
  const labels = effective(m, 'square');
  return {
    variance: sum('part') / n ** 2,
    freedom: Math.max(1, Math.min(labels - 1, most)),
    ...(m.columns.includes('other') && disagreementsIn(labels, sum('square') > 0 ? sum('other') / sum('square') : 0)),
  };
}

/** Scores that hardly ever agree to the digit spread by themselves. */
const disagreementsIn = (labels: number, share: number): Pick<LabelsIn, 'disagreements'> => (share > 0.5 ? {} : { disagreements: share * labels });

/** (sum x)^2 / sum x^2. */
function effective(m: Moments, name: string): number {
  const mean = m.n === 0 ? 0 : meanOf(m, name);
  return mean === 0 ? 0 : (m.n * mean) ** 2 / (comomentOf(m, name, name) + m.n * mean ** 2);
}

/**
 * Degrees of freedom of a variance of which a part is the labels'.
 *
 * Model   1 / df = 1 / v + (a / V)^2 (1 / f - 1 / v): v those of the whole, a and f variance and freedom of the part. Both are told by the same rows, so that they are not added up
 *         as if they were apart.
 */
export function withLabels(df: number, variance: number, labels: LabelsIn | undefined): number {
  if (!labels || !(labels.variance > 0)) return df;
  const whole = Math.max(variance, labels.variance);
  const freedom = Math.min(df, labels.freedom);
  return freedomOf([{ trace: whole, squares: whole ** 2 / df + labels.variance ** 2 * (1 / freedom - 1 / df) }]);
}
