import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Design } from '../../protocol/design.ts';
import { type ArmLabels, armLabel, outcomeLabel } from '../../protocol/labels.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { besideLabels } from '../ask/judge-contrasts.ts';

const isDifference = ({ estimand: { unit, of } }: Estimate): boolean => unit.kind !== 'ratio' && of !== 'mean';

/** How the effect comes about, and who benefits, have figures of their own. */
const isAside = ({ role, method }: Estimate): boolean => role === 'mechanism' || role === 'benefit' || method.id === 'mediation';

const contrastText = ({ estimand: { contrast } }: Estimate, labels: ArmLabels): string =>
  `${armLabel(labels, contrast.treatment)} against ${armLabel(labels, contrast.control)}`;

/** By which estimator, where a question gives estimates by several. */
const estimatorText = ({ method }: Estimate): string => {
  const { estimator } = method.options as { readonly estimator?: unknown };
  return typeof estimator === 'string' ? estimator : '';
};

/** What tells an estimate from others that are called alike: whom it contrasts, by which estimator. */
function apart(e: Estimate, alike: readonly Estimate[], labels: ArmLabels): string {
  const parts = [(one: Estimate) => contrastText(one, labels), estimatorText];
  const told = parts.filter((part) => alike.some((other) => part(other) !== part(e))).map((part) => part(e));
  return told.length === 0 ? '' : `: ${told.join(', ')}`;
}

/** What estimates are called, by method: what its questions say of themselves. */
export type QuestionLabels = Readonly<Record<string, string>>;

export const questionLabels = ({ questions }: Design): QuestionLabels => ({
  ...Object.fromEntries(questions.map(({ id, label = id }) => [id, label])),
  ...besideLabels,
});

/** Every estimate of one outcome side by side, the biased one among them. */
export function comparisonExhibit(
  outcome: Pick<Outcome, 'name' | 'label'>,
  estimates: readonly Estimate[],
  questions: QuestionLabels,
  labels: ArmLabels,
): Exhibit {
  const labelOf = ({ method }: Estimate): string => questions[method.id] ?? method.id;
  const called = outcomeLabel(outcome);
  // A ratio or a mean is no difference: it has another axis, and another value that says nothing has changed. Segments have figures of their own.
  const shown = estimates.filter((e) => e.estimand.outcome === outcome.name && e.estimand.segment === undefined && isDifference(e) && !isAside(e));
  // Shares are drawn in percentage points, as they are printed.
  const share = shown.some((e) => e.estimand.unit.kind === 'share');
  const drawn = (x: number | undefined): number | undefined => (x !== undefined && share ? 100 * x : x);
  const biased = shown.filter((e) => e.role === 'contrast-only').length;
  const says = `${shown.length} estimates on ${called}${biased > 0 ? `, ${biased === 1 ? 'one of which is' : `${biased} of which are`} shown for contrast only and ${biased === 1 ? 'says' : 'say'} nothing causal` : ''}.`;
  return {
    id: `comparison:${outcome.name}`,
    title: `Effects on ${called}, question by question${share ? ' (percentage points)' : ''}`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: shown.map((e) => {
        const alike = shown.filter((other) => labelOf(other) === labelOf(e));
        return `${labelOf(e)}${apart(e, alike, labels)}`;
      }),
      value: shown.map((e) => drawn(e.value)),
      low: shown.map((e) => drawn(e.interval.pieces[0]?.low)),
      high: shown.map((e) => drawn(e.interval.pieces.at(-1)?.high)),
      note: shown.map((e) => (e.role === 'contrast-only' ? 'biased' : e.estimand.population)),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}
