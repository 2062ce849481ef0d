// Writes the folders of examples/, or those that are named: each study, its data and its memo.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readStudy } from '../src/read.ts';
import { memo, memoAppendix } from '../src/report.ts';
import { analyze } from '../src/study.ts';
import { root } from './docs/pages.ts';
import { studyExamples } from './docs/study-examples.ts';

const named = process.argv.slice(2);
const packed = (name: string, text: string): string | Buffer => (name.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);

for (const { folder, inputs } of studyExamples.filter((one) => named.length === 0 || named.includes(one.folder))) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(inputs())) writeFileSync(join(root, folder, name), packed(name, text));
  const result = await analyze(await readStudy(join(root, folder, 'study.yaml')), {
    command: `estimand analyze ${folder}/study.yaml`,
    node: process.versions.node,
  });
  writeFileSync(join(root, folder, 'memo.md'), memo(result));
  writeFileSync(join(root, folder, 'memo-appendix.md'), memoAppendix(result));
}
