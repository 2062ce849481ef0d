import type { Relation } from '../relation/relation.ts';
import { version } from '../version.ts';
import { planHash } from './echo.ts';
import type { Provenance } from './result.ts';
import type { StudyFile } from './schema/study-file.ts';

/** What the caller tells of the run. */
interface Called {
  readonly command?: string;
  readonly node?: string;
}

export function provenanceOf(study: StudyFile, relation: Relation, units: number, { command = 'analyze()', node }: Called): Provenance {
  return {
    estimand: version,
    ...(node !== undefined && { node }),
    engine: relation.statements.length > 0 ? 'duckdb' : 'memory',
    planHash: planHash(study),
    seed: study.analysis.seed,
    rounds: relation.rounds,
    units,
    statements: relation.statements,
    command,
  };
}
