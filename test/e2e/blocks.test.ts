import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { column } from '../../src/expressions/build.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import { analyze } from '../../src/study/analyze.ts';
import { atItsLine } from '../../src/study/read/expect-columns.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { messageOf, smallStudyWith } from '../support/small-study.ts';

/** Tickets of three teams that have other shares and other outcomes. */
function tickets(n = 900) {
  const random = stream(12);
  const rows = Array.from({ length: n }, (_, i) => {
    const team = i % 3;
    const [ai, complexity] = [random.bernoulli(0.3 + 0.2 * team), random.normal()];
    const resolved = 10 + 5 * team + ai + complexity + random.normal();
    return { ticket_id: i, ai, team: `team ${team}`, complexity, experience: random.normal(), handoff: 0, resolved, harm: random.bernoulli(0.3) };
  });
  const columnsOf = Object.keys(rows[0]) as (keyof (typeof rows)[0])[];
  return fromColumns(Object.fromEntries(columnsOf.map((name) => [name, rows.map((row) => row[name])])));
}

const study = (design: string, from = 'analysis: {level: 0.95}', to = from) =>
  parseStudy(
    smallStudyWith('  control: 0\n', `  control: 0\n${design}`)
      .replace('  shares: {0: 0.5, 1: 0.5}\n', '')
      .replace('tolerance: 0.005', 'tolerance: 0.5')
      .replace(from, to),
    'study.yaml',
  );
const headlines = async (source: ReturnType<typeof study>) => {
  const result = await analyze(source, { data: tickets() });
  const primary = result.estimates.find((e) => e.role === 'primary')!;
  return { result, primary, by: (id: string) => result.estimates.find((e) => e.id === id) };
};

describe('a study in blocks', () => {
  it('compares within them by regression, and shows the biased comparison beside it', async () => {
    const { primary, by, result } = await headlines(study('  blocks: team\n'));
    expect(primary.id).toBe('adjusted-itt:resolved');
    expect(Math.abs(primary.value - 1)).toBeLessThan(4 * primary.standardError!);
    expect(by('blocked:resolved')!.role).toBe('secondary');
    expect(by('itt:resolved')!.value).toBeGreaterThan(2);
    expect(by('itt:resolved')!.role).toBe('contrast-only');
    expect(memoAppendix(result)).toMatch(/## Not to be read causally\n\n- `itt:resolved`.* It compares across team, whose shares differ/);
    expect(result.findings.find((f) => f.check === 'block-shares')).toMatchObject({ verdict: 'warn', about: { column: 'team' } });
    expect(result.findings.find((f) => f.check === 'balance')?.about.column).not.toContain('team');
  });

  it('keeps its regression where the blocks are the segments', async () => {
    const { by } = await headlines(study('  blocks: team\n', 'analysis: {level: 0.95}', 'segments: [team]\nanalysis: {level: 0.95}'));
    for (const team of ['team 0', 'team 1', 'team 2']) {
      const found = by(`adjusted-itt:resolved@team=${team}`)!;
      expect(Math.abs(found.value - 1)).toBeLessThan(4 * found.standardError!);
    }
  });

  it.each(['none', 'cuped'])('compares within them by blocks when adjust is %s', async (adjust) => {
    const { primary } = await headlines(study('  blocks: team\n', 'analysis: {level: 0.95}', `analysis: {adjust: ${adjust}}`));
    expect(primary.id).toBe('blocked:resolved');
    expect(Math.abs(primary.value - 1)).toBeLessThan(4 * primary.standardError!);
  });

  it('does so without covariates', async () => {
    expect((await headlines(study('  blocks: team\n', 'covariates: [experience, complexity]\n', ''))).primary.id).toBe('blocked:resolved');
  });

  it('never falls back on what compares across blocks', async () => {
    const source = study('  blocks: complexity\n', 'analysis: {level: 0.95}', 'analysis: {adjust: none}');
    await expect(analyze(source, { data: tickets() })).rejects.toThrow(/^study\.yaml:10:11 {2}No block of complexity holds both arms with resolved/);
  });
});

describe('a trigger', () => {
  it.each(['', '  randomizedBy: complexity\n'])('that nobody meets is named before anything that needs the rows %j', async (clusters) => {
    const source = study(`  trigger: complexity > 1000\n${clusters}`);
    await expect(analyze(source, { data: tickets() })).rejects.toThrow(/No unit meets the trigger/);
  });

  it('is whom the effects are about, with their dilution beside them', async () => {
    const { primary, by } = await headlines(study('  trigger: complexity > 0\n  blocks: team\n'));
    expect(primary.estimand.population).toBe('units that could notice their arm (complexity > 0)');
    expect(primary.sizes.units).toBeLessThan(500);
    const diluted = by(`${primary.id}:diluted`)!;
    expect(diluted.value / primary.value).toBeCloseTo(primary.sizes.units / 900, 10);
  });

  it('that treatment moves, or of a column that is not there, stops the study at its line', async () => {
    expect(messageOf(() => study('  trigger: resolved > 12\n'))).toContain('study.yaml:10:12  "resolved" is part of the trigger and an outcome');
    await expect(analyze(study('  trigger: resolution > 12\n'), { data: tickets().derive({ resolution: column('resolved') }) })).rejects.toThrow(
      /^study\.yaml:10:12 {2}The trigger resolution > 12 holds for .* the treatment moved it/,
    );
    await expect(analyze(study('  trigger: complexit > 0\n'), { data: tickets() })).rejects.toThrow(
      'study.yaml:10:12  trigger "complexit" is not a column of columns in memory. Did you mean "complexity"?',
    );
  });

  it('has its errors at its line', () => {
    const error = new EstimandError('trigger-differs', { trigger: 'a = 1', column: 'ai', says: 'It differs.' });
    const at = atItsLine(error, study('  trigger: complexity > 0\n')) as EstimandError;
    expect(at.place).toEqual({ file: 'study.yaml', line: 10, column: 12 });
    expect(messageOf(() => study('  trigger: complexity >\n'))).toContain('study.yaml:10:24  Character 13');
  });
});
