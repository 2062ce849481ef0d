import type { StudyFile } from './keys/study-file.ts';

type Planning = NonNullable<StudyFile['planning']>;

/** Units that are audited by one chance, before anybody looked: their share, and how far labels lie from what the judge tells. */
export interface PlannedStratum {
  /** Empty where there is one. */
  readonly name: string;
  readonly share: number;
  readonly errorSpread: number;
}

/** What a study declares of a judge, by kinds of units; `sd` is that of labels. */
export const auditStrataOf = (declared: Planning['audits'][string], sd: number): readonly PlannedStratum[] =>
  'kinds' in declared
    ? Object.entries(declared.kinds).map(([name, { share, error }]) => ({ name, share, errorSpread: error }))
    : [{ name: '', share: 1, errorSpread: sd * Math.sqrt(1 - declared.correlation ** 2) }];

/** Standard deviation of a declared outcome: of one of 0 and 1 that of its share. */
export const spreadOf = ({ mean, sd }: Planning['baselines'][string]): number => sd ?? Math.sqrt(mean * (1 - mean));
