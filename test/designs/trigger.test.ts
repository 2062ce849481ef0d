import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { triggerTotal } from '../../src/protocol/trigger-of.ts';
import { through } from '../../src/relation/relation.ts';
import { moments } from '../../src/relation/requests.ts';
import type { Column } from '../../src/relation/schema.ts';
import { protocolOf } from '../../src/study/protocol-of.ts';
import { expectColumns } from '../../src/study/read/expect-columns.ts';
import { parseStudy, type StudySource } from '../../src/study/read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../../src/study/read/rows-per-unit.ts';
import { messageOf, smallStudyWith } from '../support/small-study.ts';

const withDesign = (line: string) => smallStudyWith('  control: 0\n', `  control: 0\n${line}\n`);
const read = (line: string): StudySource => parseStudy(withDesign(line), 'study.yaml');
const numbers = ['ticket_id', 'ai', 'experience', 'complexity', 'handoff', 'resolved', 'harm', 'noticed'];
const schema: readonly Column[] = [
  ...numbers.map((name): Column => ({ name, type: 'number', integer: true, nullable: false, declared: 'BIGINT' })),
  { name: 'team', type: 'text', integer: false, nullable: true, declared: 'VARCHAR' },
  { name: 'shown', type: 'boolean', integer: false, nullable: true, declared: 'BOOLEAN' },
];

describe('a trigger that cannot be read is an error at its line and column', () => {
  const end = 'where a column, a number, quoted text or a parenthesis is expected.';
  it.each([
    ['  trigger: noticed = ', '10:21', 'is the end'],
    ['  trigger: noticed = and', '10:22', 'is `and`'],
    ['  trigger: "noticed = and"', '10:23', 'is `and`'],
    ["  trigger: 'team = ''a'' or )'", '10:29', 'is `)`'],
    ['  trigger: "team = \\"a\\" or )"', '10:29', 'is `)`'],
    ['  trigger: |\n    noticed = 1\n    or and', '12:8', 'is `and`'],
    ['  trigger: >-\n    noticed = 1 or\n    and', '12:5', 'is `and`'],
    ['  trigger: noticed = 1\n    or and', '11:8', 'is `and`'],
  ])('%s', (line, place, found) => {
    const says = messageOf(() => read(line));
    expect(says.split('  Character')[0]).toBe(`study.yaml:${place}`);
    expect(says).toContain(`${found}, ${end}`);
  });
});

describe('a trigger on the columns of the data', () => {
  const columnsOf = (line: string) => messageOf(() => expectColumns(read(line), schema, 'support.parquet'));
  it('names a column that is not there, with the nearest', () => {
    expect(columnsOf("  trigger: team = 'a' and notced = 1")).toBe(
      'study.yaml:10:12  trigger "notced" is not a column of support.parquet. Did you mean "noticed"?',
    );
    expect(columnsOf('  trigger: team = german')).toMatch(/trigger "german" is not a column of .* If it is a text, put it in quotes: 'german'\.$/);
    const segmented = parseStudy(smallStudyWith('outcomes:', 'segments: [team, teams]\noutcomes:'), 'study.yaml');
    expect(messageOf(() => expectColumns(segmented, schema, 'support.parquet'))).toMatch(
      /^study\.yaml:\d+:18 {2}segment "teams" is not a column of support.parquet. Did you mean "team"\?/,
    );
    expect(columnsOf('  blocks: teams')).toBe('study.yaml:10:11  blocks "teams" is not a column of support.parquet. Did you mean "team"?');
    expect(columnsOf("  trigger: team = 'a' and noticed = 1")).toBe('no error');
  });

  it('names what has the wrong type', () => {
    const typed = (line: string) => messageOf(() => protocolOf(read(line), schema));
    const mend = 'Compare text with quoted text and numbers with numbers.';
    expect(typed('  trigger: team = 1')).toBe(`study.yaml:10:12  A part of the expression (number) is a number, where text is needed. ${mend}`);
    expect(typed("  trigger: noticed = 'x'")).toBe(`study.yaml:10:12  A part of the expression (text) is text, where a number is needed. ${mend}`);
    expect(typed('  trigger: noticed + 1')).toBe(`study.yaml:10:12  A part of the expression (add) is a number, where a condition is needed. ${mend}`);
    expect(typed('  trigger: team')).toBe(`study.yaml:10:12  Column "team" is text, where a condition is needed. ${mend}`);
  });

  it('takes a condition, a boolean, or a number that is not zero', () => {
    const found = (line: string) => protocolOf(read(line), schema).trigger?.met;
    const noticed = { op: 'column', name: 'noticed' };
    expect(found('  trigger: shown')).toEqual({ op: 'column', name: 'shown' });
    expect(found('  trigger: noticed')).toEqual({ op: 'differs', left: noticed, right: { op: 'number', value: 0 } });
    expect(found('  trigger: noticed = 2')).toEqual({ op: 'equals', left: noticed, right: { op: 'number', value: 2 } });
    expect(found('  blocks: team')).toBeUndefined();
  });

  it.each([
    ['  trigger: resolved = 1', '"resolved" is part of the trigger and an outcome. Take it out of the trigger'],
    ['  trigger: ai = 1', '"ai" is part of the trigger and the assignment. Take it out of the trigger'],
    ['  blocks: ticket_id', '"ticket_id" is the column of blocks and the unit. Name the column of the blocks'],
    ['  blocks: resolved', '"resolved" is the column of blocks and an outcome. Name the column of the blocks'],
  ])('%s plays another part', (line, says) => {
    expect(messageOf(() => read(line))).toContain(`study.yaml:10:${line.indexOf(':') + 3}  ${says}`);
  });
});

describe('rows added up per unit', () => {
  it('have the trigger of any row, and the block that all rows share', () => {
    const text = withDesign('  trigger: complexity > 2\n  blocks: team').replace('unit: ticket_id', 'unit: ticket_id\nrows: many-per-unit');
    const source = parseStudy(text, 'study.yaml');
    const rows = fromColumns({
      ticket_id: ['a', 'a', 'b', 'b', 'c', 'c', 'd'],
      complexity: [1, 3, 1, 2, null, 5, null],
      team: ['x', 'x', 'x', 'y', 'y', 'y', 'y'],
      ...Object.fromEntries(['ai', 'experience', 'resolved', 'harm'].map((name) => [name, [0, 0, 1, 1, 0, 0, 1]])),
    });
    const units = through(rows, rowsPerUnit(rows.schema, unitColumns(source)!));
    const trigger = protocolOf(source, rows.schema).trigger!.met;
    expect(trigger).toEqual({ op: 'differs', left: { op: 'column', name: triggerTotal }, right: { op: 'number', value: 0 } });
    const counted = (where?: typeof trigger) => units.answer([moments({ columns: {}, by: ['team'], ...(where && { where }) })]);
    return Promise.all([counted(), counted(trigger)]).then(([[all], [met]]) => {
      expect(all).toMatchObject({
        keyless: 1,
        groups: [
          { key: ['x'], moments: { n: 1 } },
          { key: ['y'], moments: { n: 2 } },
        ],
      });
      expect(met).toMatchObject({
        keyless: 0,
        groups: [
          { key: ['x'], moments: { n: 1 } },
          { key: ['y'], moments: { n: 1 } },
        ],
      });
    });
  });
});

describe('a study in blocks', () => {
  const protocolWith = (line: string, blocks = 0, from = 'analysis: {level: 0.95}', to = from, single = 0) =>
    protocolOf(parseStudy(withDesign(line).replace(from, to), 'study.yaml'), schema, { blocks, single });
  const covariatesOf = (...asked: Parameters<typeof protocolWith>) => protocolWith(...asked).covariates;

  it('adjusts for them in a regression, unless there are very many', () => {
    expect(covariatesOf('  blocks: team')).toEqual(['experience', 'complexity', { factor: 'team', drawn: true }]);
    expect(covariatesOf('  blocks: team', 50)).toHaveLength(3);
    expect(covariatesOf('  blocks: team', 51)).toEqual(['experience', 'complexity']);
    expect(covariatesOf('  blocks: experience')).toEqual(['complexity', { factor: 'experience', drawn: true }]);
    expect(covariatesOf('  blocks: team', 4, 'analysis: {level: 0.95}', 'analysis: {adjust: none}')).toEqual(['experience', 'complexity']);
    expect(covariatesOf('  blocks: team', 4, 'covariates: [experience, complexity]\n', '')).toEqual([]);
    expect(covariatesOf('  blocks: team', 40, 'analysis: {level: 0.95}', 'analysis: {level: 0.95}', 20)).toHaveLength(3);
    expect(covariatesOf('  blocks: team', 40, 'analysis: {level: 0.95}', 'analysis: {level: 0.95}', 21)).toHaveLength(2);
  });

  it.each([
    ['few, nobody says what for', '', 20, 'lin', undefined],
    ['more than twenty, nobody says what for', '', 21, 'lin', true],
    ['fifty that are meant', '  target: units', 50, 'lin', undefined],
    ['more that are meant', '  target: units', 51, 'lin', true],
    ['few that are a sample', '  target: blocks', 4, 'lin', true],
    ['few, under common slopes', '', 4, 'ancova', true],
    ['many, on the log scale', '', 60, 'logistic', undefined],
    ['many, unadjusted', '', 60, 'none', undefined],
  ])('takes their effects out where a regression on them would say something else: %s', (_, target, blocks, adjust, expected) => {
    const { blocksAbsorbed } = protocolWith(`  blocks: team\n${target}`, blocks, 'analysis: {level: 0.95}', `analysis: {adjust: ${adjust}}`);
    expect(blocksAbsorbed).toBe(expected);
  });

  it('has nothing to take out without covariates beside the blocks, or where clusters were drawn within them', () => {
    expect(protocolWith('  blocks: team', 60, 'covariates: [experience, complexity]\n', '').blocksAbsorbed).toBeUndefined();
    expect(
      protocolWith('  blocks: team\n  randomizedBy: complexity', 60, 'covariates: [experience, complexity]', 'covariates: [experience]').blocksAbsorbed,
    ).toBeUndefined();
  });
});
