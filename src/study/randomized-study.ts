import type { StudySource } from './parse-study.ts';
import type { StudyFile } from './schema/study-file.ts';

type RandomizedDesign = Extract<StudyFile['design'], { readonly kind: 'randomized' }>;

export type RandomizedStudy = StudyFile & { readonly design: RandomizedDesign };

export interface RandomizedSource extends StudySource {
  readonly study: RandomizedStudy;
}

export const isRandomized = (source: StudySource): source is RandomizedSource => source.study.design.kind === 'randomized';

/** The keys of a randomized design; all of them undefined in another. */
export const randomizedDesign = ({ design }: StudyFile): Partial<RandomizedDesign> => (design.kind === 'randomized' ? design : {});
