import { describe, expect, it } from 'vitest';
import { smallStudy, smallStudyWith } from '../../../test/support/small-study.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { unitsFor } from '../../power/units-for.ts';
import { parseStudy } from '../read/parse-study.ts';
import { planPower } from './plan-power.ts';

const study = (text: string) => parseStudy(text, 'study.yaml');
const declared = `${smallStudyWith('better: higher}', 'better: higher, worthwhile: 0.02}')}planning:
  unitsPerDay: 900
  baselines: {resolved: {mean: 0.45}}
`;

const n = 3000;
const random = stream(5);
const agent = Float64Array.from({ length: n }, (_, i) => i % 60);
const own = Float64Array.from({ length: 60 }, () => 2 * random.normal());
const experience = Float64Array.from({ length: n }, () => random.normal());
const minutes = Float64Array.from({ length: n }, (_, i) => 24 + own[agent[i]] + 3 * experience[i] + 4 * random.normal());
const resolved = Float64Array.from({ length: n }, () => random.bernoulli(0.4));
const complexity = Array.from({ length: n }, (_, i) => ['low', 'mid', 'high'][i % 3]);
const ai = Float64Array.from({ length: n }, (_, i) => (i % 120 < 60 ? 0 : 1));
const before = { ticket_id: Float64Array.from(agent, (_, i) => i), agent, experience, complexity, resolved, minutes };
const withMinutes = smallStudyWith(
  '  harm: {role: guardrail, better: lower, tolerance: 0.005}',
  '  minutes: {role: guardrail, better: lower, tolerance: "5%"}',
);

describe('a plan without data', () => {
  it('is told from declared baselines, and refuses what is not declared', async () => {
    const { rows, data, exhibits } = await planPower(study(declared));
    const expected = unitsFor({ outcome: { kind: 'proportion', control: 0.45 } }, { effect: 0.02, power: 0.8 });
    expect(data).toEqual({ name: 'support.parquet', found: false, rows: 'none' });
    expect(rows[0]).toMatchObject({
      outcome: 'resolved',
      unit: { kind: 'share' },
      asks: { kind: 'difference', size: 0.02, needed: { units: expected.units, days: Math.ceil(expected.units / 900) } },
    });
    expect(rows[1].refused).toEqual({
      says: 'Nothing is known of harm before the change: support.parquet was not opened.',
      mend: 'Add it to the study: `planning: {baselines: {harm: {mean: 24, sd: 8}}}`, or `{mean: 0.45}` when it is 0 or 1.',
    });
    expect(exhibits.map(({ id, kind }) => [id, kind])).toEqual([['power:resolved', 'lines']]);
  });

  it('takes what is asked before what is declared', async () => {
    const source = study(declared.replace('analysis: {level: 0.95}', 'analysis: {level: 0.95, plannedUnits: 5000}'));
    const plain = await planPower(source);
    expect(plain.rows[0].atPlanned?.units).toBe(5000);
    expect(plain.findings.map(({ check, verdict }) => [check, verdict])).toEqual([['underpowered', 'warn']]);
    const asked = await planPower(source, { effect: 0.05, power: 0.9, units: 8000, unitsPerDay: 100 });
    expect(asked.assumptions).toMatchObject({ power: 0.9, plannedUnits: 8000, unitsPerDay: 100 });
    expect(asked.rows[0].asks?.size).toBe(0.05);
  });

  it('has a smaller chance for each of several arms', async () => {
    const three = declared.replace('{0: 0.5, 1: 0.5}', '{0: 0.4, 1: 0.3, 2: 0.3}').replace('treatments:\n', 'treatments:\n  2: {model: small}\n');
    const { assumptions, rows } = await planPower(study(three));
    expect(assumptions.criticalValues?.resolved).toBeCloseTo(2.22, 2);
    // One-sided for a guardrail, as its bounds hold together in the analysis.
    expect(assumptions.criticalValues?.harm).toBeCloseTo(1.93, 2);
    const critical = async (analysis: string) =>
      (await planPower(study(three.replace('analysis: {level: 0.95}', `analysis: {level: 0.95, ${analysis}}`)))).assumptions.criticalValues?.resolved;
    expect(await critical('comparisons: all-pairs')).toBeGreaterThan(2.33);
    expect(await critical('family: [resolved, harm]')).toBeGreaterThan(2.45);
    expect(Object.keys(rows[0].asks?.needed.perArm ?? {})).toEqual(['0', '1', '2']);
  });

  it('counts compliers, triggers and clusters as declared', async () => {
    const more = `${declared}  compliers: 0.4\n  trigger: 0.5\n  clusters: {size: 20, icc: 0.05}\n`;
    const { rows } = await planPower(study(more), { units: 20_000 });
    expect(rows[0].atPlanned?.onCompliers).toBeCloseTo((rows[0].atPlanned?.smallest ?? 0) / 0.4, 12);
    const expected = unitsFor(
      { outcome: { kind: 'proportion', control: 0.45 }, trigger: 0.5, clusters: { size: 20, icc: 0.05 } },
      { effect: 0.02, power: 0.8 },
    );
    expect(rows[0].asks?.needed).toMatchObject({ units: expected.units, clusters: expected.units / 20 });
  });

  it('draws the smallest effect where none is asked about', async () => {
    const { exhibits } = await planPower(study(declared.replace(', worthwhile: 0.02', '')), { units: 4000 });
    expect(exhibits[0].id).toBe('smallest-effect:resolved');
  });
});

describe('a plan from data', () => {
  it('reads all rows where there are no arms: means, deviations, what covariates explain', async () => {
    const { rows, data } = await planPower(study(withMinutes), { data: fromColumns(before), units: 3000 });
    expect(data).toMatchObject({ found: true, rows: 'all rows' });
    const [first, second] = rows.map(({ baseline }) => baseline);
    expect(first?.mean).toBeCloseTo(resolved.reduce((a, b) => a + b) / n, 12);
    expect(first?.variationExplained).toBeLessThan(0.01);
    // 9 of 4 + 9 + 16, up to the draw of the agents.
    expect(second?.variationExplained).toBeGreaterThan(0.25);
    expect(second?.variationExplained).toBeLessThan(0.4);
    expect(rows[1].asks).toMatchObject({ kind: 'non-inferiority', size: 0.05 * (second?.mean ?? 0) });
  });

  it('reads the control arm where there are arms', async () => {
    const moved = minutes.map((x, i) => x + 100 * ai[i]);
    const { rows, data } = await planPower(study(withMinutes), { data: fromColumns({ ...before, ai, minutes: moved }) });
    expect(data.rows).toBe('control arm');
    expect(rows[1].baseline?.mean).toBeLessThan(30);
    expect(rows[1].baseline?.units).toBe(n / 2);
  });

  it('reads likeness and sizes of clusters', async () => {
    const clustered = withMinutes.replace('  control: 0\n', '  control: 0\n  randomizedBy: agent\n');
    const { rows } = await planPower(study(clustered), { data: fromColumns(before) });
    const { clusters } = rows[1].baseline ?? {};
    // 4 of 29, up to the draw of 60 agents.
    expect(clusters).toMatchObject({ size: 50, sizeVariation: 0 });
    expect(clusters?.icc).toBeGreaterThan(0.06);
    expect(clusters?.icc).toBeLessThan(0.25);
    expect(rows[0].baseline?.clusters?.icc).toBeLessThan(0.02);
  });

  it('says when nothing is known of the clusters', async () => {
    const { findings } = await planPower(study(declared.replace('  control: 0\n', '  control: 0\n  randomizedBy: agent\n')));
    expect(findings[0]).toMatchObject({ check: 'clusters-unknown', verdict: 'fail' });
  });

  it('says when nothing is known of the trigger', async () => {
    const triggered = declared.replace('  control: 0\n', '  control: 0\n  trigger: seen\n');
    expect((await planPower(study(triggered))).findings[0]).toMatchObject({ check: 'trigger-unknown', verdict: 'fail' });
    expect((await planPower(study(`${triggered}  trigger: 0.4\n`))).findings).toEqual([]);
  });

  it('measures the trigger and the baseline of those who meet it, unless nobody did', async () => {
    const source = study(declared.replace('  control: 0\n', '  control: 0\n  trigger: experience > 0\n'));
    const met = experience.map((x) => Number(x > 0));
    const share = met.reduce((a, b) => a + b) / n;
    const mean = resolved.reduce((sum, y, i) => sum + y * met[i], 0) / (share * n);
    const { assumptions, rows, findings } = await planPower(source, { data: fromColumns(before) });
    expect(assumptions.trigger).toBeCloseTo(share, 12);
    expect(rows[0].baseline).toMatchObject({ units: share * n, mean: expect.closeTo(mean, 12) });
    expect(findings.map((f) => f.check)).not.toContain('trigger-unknown');

    const nobody = await planPower(source, { data: fromColumns({ ...before, experience: new Float64Array(n) }) });
    expect(nobody.rows[0].baseline).toMatchObject({ units: n });
    expect(nobody.findings[0]).toMatchObject({ check: 'trigger-unknown' });
  });

  it('adds rows up per unit, with and without arms', async () => {
    const many = withMinutes
      .replace('unit: ticket_id', 'unit: agent\nrows: many-per-unit')
      .replace('[experience, complexity]', '[]')
      .replace('  minutes: {', '  minutes: {per: total, ');
    for (const data of [before, { ...before, ai }]) {
      const { rows } = await planPower(study(many), { data: fromColumns(data) });
      expect(rows[1].baseline?.mean).toBeGreaterThan(1000);
    }
  });

  it('plans a ratio by its linear part', async () => {
    const ratio = smallStudyWith(
      '  harm: {role: guardrail, better: lower, tolerance: 0.005}',
      '  per: {role: secondary, better: lower, ratio: [minutes, resolved]}',
    );
    const { rows } = await planPower(study(ratio), { data: fromColumns(before), units: 3000 });
    expect(rows[1].baseline?.mean).toBeCloseTo(minutes.reduce((a, b) => a + b) / resolved.reduce((a, b) => a + b), 9);
    expect(rows[1].atPlanned?.smallest).toBeLessThan(0);
  });

  it('refuses a column that is not there, or does not vary', async () => {
    const { rows } = await planPower(study(smallStudy), { data: fromColumns({ ...before, resolved: resolved.map(() => 1) }) });
    expect(rows.map((row) => row.refused?.says)).toEqual([
      'Nothing is known of resolved before the change: it is 1 on every row.',
      'Nothing is known of harm before the change: columns in memory has no column "harm".',
    ]);
  });

  it('simulates on the rows, and the closed form agrees', async () => {
    const asked = smallStudyWith('better: higher}', 'better: higher, worthwhile: 0.05}').replace('  harm:', '  minutes:');
    const { simulated } = await planPower(study(asked), { data: fromColumns(before), units: 2000, simulate: 400 });
    expect(simulated).toMatchObject({ outcome: 'resolved', method: 'itt', effect: 0.05, units: 2000, replications: 400, refused: 0, seed: 1 });
    expect(simulated?.low).toBeLessThan(simulated?.closedForm ?? 0);
    expect(simulated?.high).toBeGreaterThan(simulated?.closedForm ?? 1);
  });
});

describe('a simulation of clusters', () => {
  const asked = smallStudyWith('better: higher}', 'better: higher, worthwhile: 0.06}')
    .replace('  harm:', '  minutes:')
    .replace('  control: 0\n', '  control: 0\n  randomizedBy: agent\n');

  it('draws and treats whole ones, and is analysed by them', async () => {
    const { simulated } = await planPower(study(asked), { data: fromColumns(before), units: 2000, simulate: 200 });
    expect(simulated).toMatchObject({ units: 2000, clusters: 40, refused: 0 });
    expect(simulated?.low).toBeLessThan(simulated?.closedForm ?? 0);
    expect(simulated?.high).toBeGreaterThan(simulated?.closedForm ?? 1);
  });

  it('takes every cluster once where no size is planned', async () => {
    const { simulated } = await planPower(study(asked), { data: fromColumns(before), simulate: 20 });
    expect(simulated).toMatchObject({ units: n, clusters: 60 });
  });
});

describe('what cannot be planned is refused', () => {
  it.each([
    ['--effect is 0', { effect: 0 }],
    ['--power is 0.05; it must be a share above 0.05', { power: 0.05 }],
    ['--units is 1.5', { units: 1.5 }],
    ['--per-day is -1', { unitsPerDay: -1 }],
    ['--simulate is 0', { simulate: 0 }],
    ['Power cannot be simulated: the study has no data yet.', { simulate: 10 }],
  ])('%s', async (message, options) => expect(planPower(study(declared), options)).rejects.toThrow(message));

  it.each([
    [
      'study.yaml:20:59  planning.baselines.harm.sd is 0. It must be a number above zero, such as 8.',
      'baselines: {resolved: {mean: 0.45}, harm: {mean: 3, sd: 0}}',
    ],
    ['study.yaml:20:52  A baseline has the mean 24 and no "sd".', 'baselines: {resolved: {mean: 0.45}, harm: {mean: 24}}'],
    [
      'study.yaml:20:39  planning.baselines names "harms", which is no outcome of the study. Did you mean "harm"?',
      'baselines: {resolved: {mean: 0.45}, harms: {mean: 0.2}}',
    ],
    ['planning.clusters.icc is 1.5. It must be a share from 0 to below 1', 'clusters: {size: 40, icc: 1.5}'],
    ['planning.trigger is 0. It must be a share above 0 and at most 1', 'trigger: 0'],
    ['planning.power is 1. It must be a share above 0.05 and below 1', 'power: 1'],
    ['"powr" is not a key of planning. Did you mean "power"?', 'powr: 0.8'],
  ])('%s', (message, line) => expect(() => study(`${smallStudy}planning:\n  ${line}\n`)).toThrow(message));
});
