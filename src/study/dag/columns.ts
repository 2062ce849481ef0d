import { judgesOf } from '../measured/measured-of.ts';
import type { StudyFile } from '../schema/study-file.ts';
import { triggerColumns } from '../trigger-of.ts';

/** The part a column plays in the study, as the figure of the graph says it. */
export type Part = 'assignment' | 'usage' | 'covariate' | 'segment' | 'blocks' | 'trigger' | 'mediator' | 'outcome' | 'judge' | 'human label';

export interface Played {
  readonly column: string;
  readonly part: Part;
  /** Where the study names it. */
  readonly path: readonly (string | number)[];
}

/** The keys of the design as they stand, whichever design it is. */
export const designKeys = ({ design }: StudyFile): Readonly<Record<string, unknown>> => design;

/** The column that says what a unit got: its arm, or in a log of routed requests its action. */
export function treatmentColumn(study: StudyFile): string | undefined {
  const { assignment, action } = designKeys(study);
  return textOf(assignment ?? action);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Nodes of an outcome: its columns, or its name where the graph has that. */
export function outcomeNodes(study: StudyFile, name: string): readonly string[] {
  const { ratio, quantile } = study.outcomes[name];
  return ratio ?? [quantile?.[0] ?? name];
}

/** Every column that the study gives a part in the graph; one that plays several has the first of them. */
export function playedColumns(study: StudyFile): readonly Played[] {
  const keys = designKeys(study);
  const single = (column: unknown, part: Part, key: string): readonly Played[] => (typeof column === 'string' ? [{ column, part, path: ['design', key] }] : []);
  const listed = (names: readonly string[], part: Part, key: string): readonly Played[] => names.map((column, i) => ({ column, part, path: [key, i] }));
  const all: readonly Played[] = [
    ...single(treatmentColumn(study), 'assignment', keys.assignment === undefined ? 'action' : 'assignment'),
    ...single(keys.usage, 'usage', 'usage'),
    ...listed(study.covariates, 'covariate', 'covariates'),
    ...single(keys.blocks, 'blocks', 'blocks'),
    ...listed(study.segments, 'segment', 'segments'),
    ...(keys.trigger === undefined ? [] : triggerColumns(study)).map((column): Played => ({ column, part: 'trigger', path: ['design', 'trigger'] })),
    ...listed(study.mediators, 'mediator', 'mediators'),
    ...Object.keys(study.outcomes).flatMap((name) =>
      outcomeNodes(study, name).map((column): Played => ({ column, part: 'outcome', path: ['outcomes', name] })),
    ),
    ...Object.entries(study.outcomes).flatMap(([name, { measured }]): readonly Played[] =>
      measured
        ? [
            ...judgesOf(measured).map((column): Played => ({ column, part: 'judge', path: ['outcomes', name, 'measured', 'judge'] })),
            { column: measured.human, part: 'human label', path: ['outcomes', name, 'measured', 'human'] },
          ]
        : [],
    ),
  ];
  const first = new Map([...all].reverse().map((played) => [played.column, played]));
  return all.filter((played) => first.get(played.column) === played);
}
