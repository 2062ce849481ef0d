import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Relation } from '../../relation/relation.ts';
import { version } from '../../version.ts';
import type { Provenance } from '../result.ts';
import { planHash } from './plan-hash.ts';

/** What the caller says about the run. */
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
    rounds: relation.rounds + Math.max(0, ...relation.sources.map(({ rounds }) => rounds)),
    units,
    statements: [...relation.sources.flatMap(({ statements }) => statements), ...relation.statements],
    command,
  };
}
