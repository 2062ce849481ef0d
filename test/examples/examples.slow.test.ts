import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { multiArmExample } from '../../scripts/docs/multi-arm-example.ts';
import { pageAt, root } from '../../scripts/docs/pages.ts';
import { studyExamples } from '../../scripts/docs/study-examples.ts';
import { supportExample } from '../../scripts/docs/support-example.ts';
import { weeklyReviewExample } from '../../scripts/docs/weekly-review-example.ts';
import { multiArm, supportRollout, weeklyReview } from '../../src/scenarios.ts';
import { estimand } from '../support/command-line.ts';

const remedy = 'run: npx tsx scripts/write-examples.ts';
/** Versions of the package and of Node are those of the machine. */
const withoutVersions = (memo: string): string =>
  memo.replaceAll(/^\| (estimand|Node) \| `[^`]*` \|$/gm, '| $1 | |').replace(/estimand `[^`]*`\./, 'estimand.');

describe.each(studyExamples)('$folder', ({ folder, inputs }) => {
  const fileAt = (name: string): string => pageAt(`${folder}/${name}`).text;
  const unpacked = (name: string): string => gunzipSync(readFileSync(join(root, folder, name))).toString();

  it.each(Object.entries(inputs()))('%s is what the scenario makes', (name, text) => {
    // Not toBe: a difference of 3,000 lines is no message.
    expect((name.endsWith('.gz') ? unpacked(name) : fileAt(name)) === text, `${folder}/${name} is out of step; ${remedy}`).toBe(true);
  });

  it('has the memo that the command in its README writes', async () => {
    const out = mkdtempSync(join(tmpdir(), 'estimand-'));
    try {
      // In this process, from the folder of the project.
      const { exitCode, stderr } = await estimand(root, 'analyze', `${folder}/study.yaml`, '--out', out);
      expect(exitCode, stderr).toBe(0);
      for (const name of ['memo.md', 'memo-appendix.md'])
        expect(withoutVersions(readFileSync(join(out, name), 'utf8')), remedy).toBe(withoutVersions(fileAt(name)));
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  it('says nothing of the machine that wrote it', () => expect(fileAt('memo.md') + fileAt('memo-appendix.md')).not.toContain(root));
});

it('the READMEs tell the true effects', () => {
  const readme = (folder: string): string => pageAt(`${folder}/README.md`).text;
  const effect = supportRollout.truth().find(({ id }) => id === 'itt/resolved')!.value;
  expect(readme(supportExample.folder)).toContain(`by ${(100 * effect).toFixed(1)} percentage points`);
  for (const arm of ['chat', 'rag', 'agent']) {
    const value = multiArm.truth().find(({ id }) => id === `${arm}/net_value`)!.value;
    expect(readme(multiArmExample.folder)).toContain(`${arm} ${value < 0 ? '-' : '+'}$${Math.abs(value).toFixed(2)}`);
  }
  const drafts = new Map(weeklyReview.truth().map(({ id, value }) => [id, value]));
  for (const id of ['itt', 'day-00', 'with-old-editor', 'with-new-editor'])
    expect(readme(weeklyReviewExample.folder)).toContain(`| ${drafts.get(`${id}/finished`)!.toFixed(2)} |`);
});
