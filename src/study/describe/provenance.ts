import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Relation } from '../../relation/relation.ts';
import { version } from '../../version.ts';
import type { Provenance } from '../result.ts';
import { planHash } from './plan-hash.ts';

export function provenanceOf(study: StudyFile, relation: Relation, units: number, command = 'analyze()'): Provenance {
  return {
    estimand: version,
    node: process.versions.node,
    engine: relation.statements.length > 0 ? 'duckdb' : 'memory',
    planHash: planHash(study),
    seed: study.analysis.seed,
    rounds: relation.rounds,
    units,
    statements: relation.statements,
    command,
  };
}
