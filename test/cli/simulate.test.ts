import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { scenarioIds } from '../../src/scenarios/ids.ts';
import { parseStudy } from '../../src/study.ts';
import { estimand, filesIn } from '../support/command-line.ts';
import { foldersRemoved } from '../support/folders-removed.ts';

const empty = foldersRemoved();

describe('estimand simulate', () => {
  it('writes data, truth and a study, and says where', async () => {
    const folder = empty();
    const { exitCode, stdout } = await estimand(folder, 'simulate', 'multi-arm', '--n', '30', '--seed', '4', '--out', '@out');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '30 units of multi-arm, seed 4\nout/data.csv\nout/truth.json\nout/study.yaml\n' });
    const read = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');
    expect(read('data.csv').split('\n')).toHaveLength(32);
    expect(JSON.parse(read('truth.json'))).toMatchObject({ scenario: 'multi-arm', n: 30, seed: 4 });
    expect(parseStudy(read('study.yaml')).study.data).toEqual({ file: 'data.csv' });
  });

  it('leaves the cell of a missing value empty', async () => {
    const folder = empty();
    await estimand(folder, 'simulate', 'judge-scores', '--n', '300', '--out', '@out');
    const [header, ...rows] = readFileSync(join(folder, 'out', 'data.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(header).toMatch(/audited,human_score$/);
    for (const row of rows) expect(row).toMatch(/,0,$|,1,-?[\d.]+$/);
  });

  it('prints the truth as JSON', async () => {
    const folder = empty();
    const { stdout } = await estimand(folder, 'simulate', 'rag-search', '--n', '30', '--json', '--out', '@out');
    expect(stdout).toBe(readFileSync(join(folder, 'out', 'truth.json'), 'utf8'));
  });

  it.each([
    [['rag'], 'There is no scenario "rag". '],
    [['multiarm'], 'There is no scenario "multiarm". Did you mean "multi-arm"?'],
    [['constructor'], 'There is no scenario "constructor". '],
    [[], 'No scenario is named. There are "support-rollout", "multi-arm", '],
    [['multi-arm', '--n', 'many'], '--n is "many"; it must be a whole number from 2 to 50000000.'],
  ])('says what is wrong with %o', async (words, says) => {
    const folder = empty();
    const { exitCode, stdout, stderr } = await estimand(folder, 'simulate', ...words, '--out', '@out');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(filesIn(join(folder, 'out'))).toEqual([]);
  });

  it('names every scenario in its help', () => {
    const [command] = program({ exitCode: 0 }).commands.filter((c) => c.name() === 'simulate');
    expect(command.registeredArguments[0].description.split(', ')).toEqual(scenarioIds);
  });
});

describe('estimand simulate --list', () => {
  it('is a table', async () => {
    expect((await estimand(empty(), 'simulate', '--list')).stdout).toMatchInlineSnapshot(`
      "scenario              rows  title
      support-rollout     12,000  A retrieval assistant for support agents
      multi-arm           16,000  Three assistants against none
      rag-search           9,000  Retrieval for a search assistant
      judge-scores         7,000  A new model under a biased judge
      logged-routing      25,000  Requests routed by chance, and a policy to value
      feedback-loop       96,000  A model trained on what it served
      product-log         50,000  One log, four changes at once
      staged-launch        4,800  An assistant that reaches workspaces in waves
      opt-in-summaries     4,000  Summaries that users switch on by themselves
      confidence-routing  20,000  Tickets routed by a model's confidence
      global-upgrade       2,400  An upgrade that a workspace gets on one day
      targeted-help        8,000  Help that comes unasked, and is not for everybody
      weekly-review       12,000  Drafts that are new at first, read every Monday
      "
    `);
  });

  it('is JSON on demand', async () => {
    const listed = JSON.parse((await estimand(empty(), 'simulate', '--list', '--json')).stdout);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(scenarioIds);
    expect(listed[1]).toEqual({ id: 'multi-arm', n: 16_000, title: 'Three assistants against none' });
  });
});
