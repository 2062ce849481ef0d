import { describe, expect, it } from 'vitest';
import { fromColumns, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { contrastOf } from '../../src/inference/arms/contrast.ts';
import { differenceOverBlocks, type StratifiedDifference, type Stratum, stratifiedDifference } from '../../src/inference/stratified.ts';
import { waldInference } from '../../src/inference/wald.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze, parseStudy } from '../../src/study.ts';

/** One arm: so many units in each of its groups, and one harmed in each of the first. */
interface Arm {
  readonly groups: number;
  readonly units: number;
  readonly harmed: number;
}
interface Groups {
  readonly treatment: Arm;
  readonly control: Arm;
}

/** Rows of groups that hold both arms, or one (`apart`), with a clear gain. */
function rowsOf({ treatment, control }: Groups, apart: boolean) {
  const random = stream(3);
  const rows = [control, treatment].flatMap(({ groups, units, harmed }, z) =>
    Array.from({ length: groups * units }, (_, i) => {
      const g = Math.floor(i / units);
      return { z, g: apart ? `${z} ${g}` : `${g}`, y: 3 * z + random.normal(), harm: i % units === 0 && g < harmed ? 1 : 0 };
    }),
  );
  const of = (name: keyof (typeof rows)[0]): readonly RowValue[] => rows.map((row) => row[name]);
  return fromColumns({ z: of('z'), g: of('g'), y: of('y'), harm: of('harm') });
}

const study = (design: string, treated: number) => `estimand: 1
study: rare harm
question: Does it help without harm?
data: {file: data.csv}
design:
  kind: randomized
  assignment: z
  control: 0
  shares: {0: ${1 - treated}, 1: ${treated}}
${design}
treatments:
  1: {model: large}
outcomes:
  y: {role: primary, better: higher}
  harm: {role: guardrail, better: lower, tolerance: 0.01}
analysis: {adjust: none}
`;

async function decided(design: string, groups: Groups, apart = false) {
  const { treatment, control } = groups;
  const data = rowsOf(groups, apart);
  const [n1, n0] = [treatment, control].map((arm) => arm.groups * arm.units);
  const result = await analyze(parseStudy(study(design, n1 / (n1 + n0)), 'study.yaml'), { data });
  const { guardrails, verdict } = result.decision;
  const harm = result.estimates.find((e) => e.id === guardrails[0].estimate)!;
  return { harm, verdict, guardrail: guardrails[0].verdict, few: result.findings.find((f) => f.check === 'few-events' && f.about.estimate === harm.id) };
}

/** The bound by a standard error, as it would stand without the rule. */
function waldBound({ treatment, control }: Groups, over: (strata: readonly Stratum[]) => StratifiedDifference): number {
  const mean = ({ units: n, harmed }: Arm, g: number) => {
    const p = g < harmed ? 1 / n : 0;
    return { n, mean: p, variance: n > 1 ? (p * (1 - p)) / (n - 1) : 0 };
  };
  const { value, standardError, df } = over(Array.from({ length: control.groups }, (_, g) => ({ treatment: mean(treatment, g), control: mean(control, g) })));
  return waldInference(value, standardError, { kind: 't', df }, contrastOf({ outcome: 'y', assignment: 'z', control: 0 })).bounds.high;
}

describe('a guardrail with few events that the standard error lets pass is held', () => {
  it('in blocks', async () => {
    const groups = { treatment: { groups: 10, units: 10, harmed: 0 }, control: { groups: 10, units: 90, harmed: 9 } };
    expect(waldBound(groups, (s) => stratifiedDifference(s, 'population'))).toBeLessThan(0.01);
    const { harm, verdict, guardrail, few } = await decided('  blocks: g', groups);
    expect([harm.id, guardrail, verdict]).toEqual(['blocked:harm', 'inconclusive', 'hold']);
    expect(harm).toMatchObject({ interval: { reference: { kind: 'score' } }, method: { options: { interval: 'stratified-score-exact' } } });
    expect([harm.standardError, harm.test]).toEqual([undefined, undefined]);
    expect(few!.says).toBe(
      "harm has few events or few non-events (9 of 900 in arm 0, 0 of 100 in arm 1): its interval is Miettinen and Nurminen's score interval over blocks, no narrower than an exact test allows, not the normal one.",
    );
  });

  it('in pairs', async () => {
    const groups = { treatment: { groups: 150, units: 1, harmed: 0 }, control: { groups: 150, units: 1, harmed: 1 } };
    expect(waldBound(groups, differenceOverBlocks)).toBeLessThan(0.01);
    const { harm, verdict, guardrail, few } = await decided('  blocks: g', groups);
    expect([harm.id, guardrail, verdict]).toEqual(['blocked:harm', 'inconclusive', 'hold']);
    expect(harm.method.options).toMatchObject({ interval: 'tango-exact' });
    expect(few!.says).toContain("Tango's score interval of pairs");
  });

  it('in clusters', async () => {
    const groups = { treatment: { groups: 10, units: 10, harmed: 0 }, control: { groups: 90, units: 10, harmed: 9 } };
    // The clustered interval of 9 clusters of 90 with a share of 0.1.
    expect(-0.01 + 1.663 * Math.sqrt((0.1 * 0.9 * 0.01) / 89)).toBeLessThan(0.01);
    const { harm, verdict, guardrail, few } = await decided('  randomizedBy: g', groups, true);
    expect([harm.id, guardrail, verdict]).toEqual(['itt:harm', 'inconclusive', 'hold']);
    expect(harm).toMatchObject({ interval: { reference: { kind: 'permutation' } }, method: { options: { interval: 'permutation', seed: 1 } } });
    expect([harm.standardError, harm.test]).toEqual([undefined, undefined]);
    expect(harm.bounds!.low).toBeLessThan(-0.01);
    expect(few!.says).toContain('the clustered one, no narrower than permuting the clusters of g allows, not the normal one');
    const again = await decided('  randomizedBy: g', groups, true);
    expect(again.harm).toEqual(harm);
  });
});
