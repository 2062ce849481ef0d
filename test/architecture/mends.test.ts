import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/study/lint/lint.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { designs, kindOf } from '../designs/studies/fixtures.ts';
import { literalsOf } from '../support/literals.ts';
import { wrongNames } from '../support/named-keys.ts';
import { StudyKeys } from '../support/study-keys.ts';

const root = new URL('../../src/', import.meta.url).pathname;

/** Where no sentence is about a study's keys: markup and studies of scenarios, which are parsed, code that is written, and keys that are described with names of somebody's columns. */
const apart = /^(report\/(html|figures)|scenarios|protocol\/keys|inference\/policy\/written)\/|\/declared\/keys\.ts$|\.test\.ts$/;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !apart.test(file));

/** The design whose folder a file lies in. */
const designOf = (file: string) => designs.find((design) => file.startsWith(`methods/${kindOf(design)}/`));

const said = files.flatMap((file) => {
  // Designs say of keys why they do not take them.
  const keys = new StudyKeys(designOf(file), { untaken: true });
  return literalsOf(readFileSync(root + file, 'utf8'))
    .filter(({ text }) => text.includes(' '))
    .map(({ text, line }) => ({ where: `${file}:${line}`, text, keys }));
});

describe('what is said of keys', () => {
  it('names only those that a study has, in errors, findings and refusals alike', () => {
    expect(said.flatMap(({ where, text, keys }) => wrongNames(text, keys).map((name) => `${where} ${name}`))).toEqual([]);
  });

  it('is read from the sources', () => {
    const read = said.map(({ text }) => text);
    expect(read).toContain('Give role: primary to the one outcome that decides.');
    expect(read).toContain('Use `adjust: lin`, which includes the blocks.');
    expect(read.filter((text) => text.startsWith('Take '))).not.toHaveLength(0);
    const source = ["const a = /['`]/; // it's", 'const b = x / 2 + `one $', "{c ? 'two' : `three`} four`;"].join('');
    expect(literalsOf(source.replace('const b', '\nconst b'))).toEqual([
      { text: 'two', line: 2 },
      { text: 'three', line: 2 },
      { text: 'one … four', line: 2 },
    ]);
  });

  const [randomized, routing] = designs;
  it.each([
    ['Merge blocks, or set design.strata.', 'design.strata'],
    ['Use `rows: several-per-unit`.', 'rows: several-per-unit'],
    ['Give the others role: tertiary.', 'role: tertiary'],
    ['Use analysis.adjust: nothing.', 'adjust: nothing'],
    ['Look at outcomes.x.leeway.', 'outcomes.x.leeway'],
    ['Declare leeway.', 'leeway'],
    ['Take strata out of the design.', 'strata'],
    ['Take it out of strata.', 'strata'],
    ['Name the column under strata.', 'strata'],
    ['Declare `planning: {triggers: 0.4}`.', 'planning: {triggers: 0.4}'],
    ['Declare it, such as clusters: {sise: 40}.', 'clusters: {sise: 40}'],
    ['Ask for the target "sample".', 'target "sample"'],
    ['Ask for crossFit never.', 'crossFit never'],
    ['Give plannedRows.', 'plannedRows'],
    ['Give `plannedRows` first.', 'plannedRows'],
    ['Run estimand plan first.', 'estimand plan'],
    ['Choose another folder with --into.', '--into'],
  ])('%s: is wrong', (text, wrong) => expect(wrongNames(text, new StudyKeys())).toContain(wrong));

  it.each([
    'Use `rows: many-per-unit`.',
    'Give the others role: secondary.',
    'Look at outcomes.x.tolerance, analysis.plannedUnits and analysis.adjust: none.',
    'Run estimand power --units.',
    'Declare cluster, or take usage out.',
    'Add `planning: {clusters: {size: 40, icc: 0.03}}`.',
  ])('%s: is right', (text) => expect(wrongNames(text, new StudyKeys())).toEqual([]));

  it('knows the keys of a design from those of another, and what it does not take', () => {
    expect(wrongNames('Name it under design.usage.', new StudyKeys(randomized))).toEqual([]);
    expect(wrongNames('Name it under design.usage.', new StudyKeys(routing))).toEqual(['design.usage']);
    expect(wrongNames('Name it under mediators.', new StudyKeys(routing))).toEqual(['mediators']);
  });
});

/** What every rule doubts: names that say too much. */
const doubtful = (design: string, takes: readonly string[]): string => `
estimand: 1
study: doubtful
question: Does it help?
data: {file: served.csv}
unit: message_id
${design}
outcomes:
  llm_score: {role: primary, better: higher}
  user_rating: {role: secondary, better: higher}
segments: [escalated]
${takes.includes('covariates') ? 'covariates: [latency_ms]' : ''}
`;
const sound: Readonly<Record<string, string>> = {
  randomized: 'design: {kind: randomized, assignment: used_ai, control: 0}\ntreatments: {1: {model: latest}}',
  routing: 'design: {kind: routing, action: routed_to, probability: p, policies: {all: [{otherwise: a}]}}',
  'staged-rollout': 'time: week\ndesign: {kind: staged-rollout, start: started}',
  'before-after': 'design: {kind: before-after, period: week, before: week < 5, after: week >= 5}',
};

describe('the linter', () => {
  it.each(Object.keys(sound))('names only keys that the design takes: %s', async (kind) => {
    const design = designs.find((one) => kindOf(one) === kind)!;
    const { findings } = await lint(parseStudy(doubtful(sound[kind], design.takes), 'study.yaml'), { data: false });
    expect(findings.length).toBeGreaterThan(3);
    const keys = new StudyKeys(design);
    expect(findings.flatMap(({ rule, mend }) => wrongNames(mend, keys).map((name) => `${rule} ${name}`))).toEqual([]);
  });
});
