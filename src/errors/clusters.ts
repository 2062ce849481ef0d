import { counted, sayCount, type Wording } from './words.ts';

/** Errors where clusters and arms do not fit together. */
export interface ClusterFacts {
  'cluster-spans-arms': { column: string; assignment: string; clusters: number; of: number };
  /** `arm` is absent when the whole has too few. */
  /** Of the values of `drawn`, which was randomized, some lie in several of `column`. */
  'cluster-finer': { column: string; drawn: string; torn: number; of: number };
  'cluster-too-few': { column: string; arm: string | undefined; clusters: number };
}

export const clusterWording: Wording<ClusterFacts> = {
  'cluster-spans-arms': (f) => [
    `${counted(f.clusters, 'value')} of ${f.column}, of ${sayCount(f.of)}, ${f.clusters === 1 ? 'has' : 'have'} rows in more than one arm of ${f.assignment}, so ${f.column} is not what was randomized.`,
    `Name the column whose values were assigned as a whole. If both arms were meant to be in each ${f.column}, as where two models answer the same items, name it as blocks in place of randomizedBy.`,
  ],
  'cluster-finer': (f) => [
    `${counted(f.torn, 'value')} of ${f.drawn}, of ${sayCount(f.of)}, ${f.torn === 1 ? 'lies' : 'lie'} in several of ${f.column}: ${f.drawn} is what was randomized, so errors by ${f.column} alone would take what units of one ${f.drawn} share for chance.`,
    `Take cluster out: errors are then added up by ${f.drawn}. Or name a column that holds each ${f.drawn} as a whole.`,
  ],
  'cluster-too-few': (f) => [
    `${f.arm === undefined ? 'There is' : `Arm "${f.arm}" has`} ${counted(f.clusters, 'cluster')} of ${f.column} with all values known: no error can be told from one cluster.`,
    'Randomize more clusters; with one cluster an arm, compare its path over time with that of others instead.',
  ],
};
