import type { DesignedStudy } from '../../protocol/design.ts';
import type { KeyPath } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { annotatorsOf, judgesOf } from '../../protocol/measured-of.ts';
import type { Part } from '../../protocol/named.ts';

export interface Played {
  readonly column: string;
  readonly part: Part;
  /** Where the study names it. */
  readonly path: KeyPath;
}

/** The column that says what a unit got: its arm, its action, or its period. */
export const treatmentColumn = ({ study, design }: DesignedStudy): string => design.words(study).column.name;

/** Nodes of an outcome: its columns, or its name where the graph has that. */
export function outcomeNodes(study: StudyFile, name: string): readonly string[] {
  const { ratio, quantile } = study.outcomes[name];
  return ratio ?? [quantile?.[0] ?? name];
}

/** Every column that the study gives a part in the graph; one that plays several has the first of them. */
export function playedColumns({ study, design }: DesignedStudy): readonly Played[] {
  const own = design.columns(study.design);
  const ofDesign = (part: Part): readonly Played[] => own.flatMap(({ column, path, part: plays }) => (plays === part ? [{ column, part, path }] : []));
  const listed = (names: readonly string[], part: Part, key: string): readonly Played[] => names.map((column, i) => ({ column, part, path: [key, i] }));
  const all: readonly Played[] = [
    ...ofDesign('assignment'),
    ...ofDesign('usage'),
    ...listed(study.covariates, 'covariate', 'covariates'),
    ...ofDesign('blocks'),
    ...listed(study.segments, 'segment', 'segments'),
    ...ofDesign('trigger'),
    ...listed(study.mediators, 'mediator', 'mediators'),
    ...Object.keys(study.outcomes).flatMap((name) =>
      outcomeNodes(study, name).map((column): Played => ({ column, part: 'outcome', path: ['outcomes', name] })),
    ),
    ...Object.entries(study.outcomes).flatMap(([name, { measured }]): readonly Played[] =>
      measured
        ? [
            ...judgesOf(measured).map((column): Played => ({ column, part: 'judge', path: ['outcomes', name, 'measured', 'judge'] })),
            ...annotatorsOf(measured).map((column): Played => ({ column, part: 'human label', path: ['outcomes', name, 'measured', 'human'] })),
          ]
        : [],
    ),
  ];
  const first = new Map([...all].reverse().map((played) => [played.column, played]));
  return all.filter((played) => first.get(played.column) === played);
}
