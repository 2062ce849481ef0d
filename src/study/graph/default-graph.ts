import { type Graph, graphOf } from '../../dag/graph.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { annotatorsOf, judgesOf } from '../../protocol/measured-of.ts';
import { outcomeNodes, playedColumns, treatmentColumn } from './columns.ts';

/** Unmeasured traits of a task, and the data that the system will learn from: neither is a column. */
const unmeasured = 'unmeasured context';
const future = 'future data';

/**
 * The graph of an AI deployment on the columns of a study.
 *
 * Model   context (covariates, segments, what nobody measured) causes usage, mediators and outcomes; assignment acts through usage where there is usage; each
 *         mediator acts on the later ones and on outcomes; judge and human read the outcome; usage and outcomes feed the data of the future. Chance alone
 *         assigns, within blocks; a rule reads the measured context; who chooses for himself reads also what nobody measured.
 */
export function defaultGraph(designed: DesignedStudy): Graph {
  const { study, design } = designed;
  const played = playedColumns(designed);
  const of = (...parts: readonly string[]): readonly string[] => played.filter(({ part }) => parts.includes(part)).map(({ column }) => column);
  const known = of('covariate', 'segment', 'blocks', 'trigger');
  const context = [...known, unmeasured];
  const usage = of('usage');
  const mediators = of('mediator');
  const outcomes = of('outcome');
  const assigned = [treatmentColumn(designed)];
  const acts = usage.length > 0 ? usage : assigned;
  const deciding = { 'by-chance': of('blocks'), 'by-rule': known, 'by-choice': context, 'by-date': [] }[design.drawn(study)];
  const fromEach = (causes: readonly string[], effects: readonly string[]): readonly (readonly [string, string])[] =>
    causes.flatMap((cause) => effects.filter((effect) => effect !== cause).map((effect) => [cause, effect] as const));
  const readings = Object.entries(study.outcomes).flatMap(([name, { measured }]) =>
    measured ? fromEach(outcomeNodes(study, name), [...judgesOf(measured), ...annotatorsOf(measured)]) : [],
  );
  return graphOf({
    edges: [
      ...fromEach(deciding, assigned),
      ...fromEach(assigned, usage),
      ...fromEach(context, [...usage, ...mediators, ...outcomes]),
      ...fromEach(acts, [...mediators, ...outcomes]),
      ...mediators.flatMap((mediator, i) => fromEach([mediator], [...mediators.slice(i + 1), ...outcomes])),
      ...readings,
      ...fromEach([...acts, ...outcomes], [future]),
    ],
    latent: [unmeasured, future, ...unmeasuredOutcomes(study)],
  });
}

/** An outcome that a judge and people score is never observed itself. */
function unmeasuredOutcomes({ outcomes }: StudyFile): readonly string[] {
  return Object.keys(outcomes).filter((name) => outcomes[name].measured && !outcomes[name].ratio && !outcomes[name].quantile);
}
