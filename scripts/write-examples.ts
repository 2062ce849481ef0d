// Writes the folders of examples/: each study, its data and its memo.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStudy } from '../src/read.ts';
import { memo, memoAppendix } from '../src/report.ts';
import { analyze } from '../src/study.ts';
import { root } from './docs/pages.ts';
import { studyExamples } from './docs/study-examples.ts';

for (const { folder, inputs } of studyExamples) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(inputs())) writeFileSync(join(root, folder, name), text);
  const result = await analyze(await readStudy(join(root, folder, 'study.yaml')), {
    command: `estimand analyze ${folder}/study.yaml`,
    node: process.versions.node,
  });
  writeFileSync(join(root, folder, 'memo.md'), memo(result));
  writeFileSync(join(root, folder, 'memo-appendix.md'), memoAppendix(result));
}
