import { afterAll, beforeAll, it } from 'vitest';
import { measuredBy } from '../../src/across/measurement/measured-by.ts';
import type { MeasurementOptions } from '../../src/across/measurement/options.ts';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { fileInMemory } from '../support/parquet.ts';

const file = new URL('../../goldens/judges/audits.parquet', import.meta.url);
let memory: SyncRelation;
let sql: Relation;
beforeAll(async () => {
  memory = await fileInMemory(file);
  sql = await openFiles(file.pathname, { threads: 2 });
});
afterAll(() => sql.close());

const scores = { judges: ['llm_judge_score'], human: 'human_quality', audited: 'drawn' };
const labels = { judges: ['judged_good'], human: 'good', audited: 'drawn' };
const cases: readonly (readonly [string, Pick<MeasurementOptions, 'judges' | 'human'> & Partial<MeasurementOptions>])[] = [
  ['ppi++ with known probabilities', { ...scores, sampling: 'p' }],
  ['two judges', { ...scores, judges: ['llm_judge_score', 'second_judge'] }],
  ['calibration', { ...scores, by: 'calibration', using: ['verbosity', 'prompt_difficulty'] }],
  ['rogan-gladen', { ...labels, by: 'rogan-gladen' }],
  ['rogan-gladen, pooled', { ...labels, by: 'rogan-gladen', errors: 'pooled' }],
];

it.each(cases)('%s: in SQL as in memory', async (_, o) => {
  const options = { outcome: 'quality', assignment: 'new_model', arms: ['0', '1'], level: 0.95, boundsLevel: 0.95, ...o };
  const asking = () =>
    measuredBy(options, (asked) => adjustedItt({ outcome: 'quality', assignment: 'new_model', control: 0, adjust: ['prompt_difficulty'], ...asked }));
  expectDeepClose(await run(sql, asking()), runSync(memory, asking()), 1e-8);
});
