import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { efficacyBounds } from '../../src/inference/sequential/bounds.ts';
import { normalTail } from '../../src/math/distributions/normal.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memo, reportHtml, resultsJson, terminalSummary } from '../../src/report.ts';
import { parseResult } from '../../src/study/read/parse-result.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';

const n = 1200;
const random = stream(31);
const time = Float64Array.from({ length: n }, (_, i) => 1_793_491_200 + i * 1_440);
const arm = Array.from({ length: n }, () => ['off', 'on'][random.integer(2)]);
const third = Array.from({ length: n }, () => ['off', 'on', 'more'][random.integer(3)]);
const x = Float64Array.from({ length: n }, () => random.normal());
const lang = Array.from({ length: n }, () => ['de', 'en', 'fr'][random.integer(3)]);
const team = Array.from({ length: n }, (_, i) => `t${i % 60}`);
const teamArm = team.map((name) => (Number(name.slice(1)) % 2 === 0 ? 'off' : 'on'));
const own = Float64Array.from({ length: 60 }, () => 0.3 * random.normal());
const noise = Float64Array.from({ length: n }, () => random.normal());
const used = Int32Array.from(arm, (a) => (a === 'on' && random.uniform() < 0.7 ? 1 : 0));
const yFor = (arms: readonly string[], effect: number) => Float64Array.from(arms, (a, i) => x[i] + noise[i] + (a === 'off' ? 0 : effect));
const harm = Int32Array.from(arm, () => (random.uniform() < 0.06 ? 1 : 0));
const columns = {
  unit: Float64Array.from({ length: n }, (_, i) => i),
  at: Array.from(time, (seconds) => new Date(seconds * 1000)),
  arm,
  third,
  teamArm,
  team,
  x,
  lang,
  used,
  y: yFor(arm, 0.35),
  y3: yFor(third, 0.35),
  yTeam: Float64Array.from(yFor(teamArm, 0.5), (value, i) => value + own[i % 60]),
  harm,
  cost: Float64Array.from(noise, (e) => 5 + e),
};
type Columns = Record<string, Float64Array | Int32Array | readonly (string | number | Date | undefined)[]>;
const first = (units: number, of: Columns = columns): Columns => Object.fromEntries(Object.entries(of).map(([name, values]) => [name, values.slice(0, units)]));

interface Asked {
  readonly analysis?: string;
  readonly outcome?: string;
  readonly design?: string;
  readonly more?: string;
}

const four = 'looks: [0.25, 0.5, 0.75, 1], plannedUnits: 1200';
const text = ({
  analysis = four,
  outcome = 'y: {role: primary, better: higher, worthwhile: 0.2}',
  design = 'assignment: arm',
  more = '',
}: Asked) => `estimand: 1
study: looks
question: Does it help?
data: {file: none.csv}
unit: unit
${more}design: {kind: randomized, control: off, ${design}}
treatments: {on: {model: m2}${design.includes('third') ? ', more: {model: m3}' : ''}}
covariates: [x]
outcomes:
  ${outcome}
  harm: {role: guardrail, better: lower, tolerance: 0.05}
analysis: {${analysis}}
`;

const analysed = (asked: Asked, units: number, earlier?: StudyResult) =>
  analyze(parseStudy(text(asked), 'study.yaml'), {
    data: fromColumns(first(units) as never),
    ...(earlier && { earlier: { result: earlier, from: 'out/results.json' } }),
  });
const headline = (result: StudyResult, name: string) => result.estimates.find(({ id }) => id === result.study.outcomes.find((o) => o.name === name)?.headline)!;
const found = ({ findings }: StudyResult, check: string) => findings.filter((f) => f.check === check);

describe('a study with four looks', async () => {
  const looks: StudyResult[] = [];
  for (const units of [300, 640, 900, 1200]) looks.push(await analysed({}, units, looks.at(-1)));

  it('shares its error: the interval of each look is that of its bound, by the study’s own method', async () => {
    const fractions = [0.25, 640 / 1200, 0.75, 1];
    const bounds = efficacyBounds({ fractions, spending: 'obrien-fleming', alpha: 0.025 });
    for (const [i, result] of looks.entries()) {
      const { interval } = headline(result, 'y');
      expect(interval).toMatchObject({ kind: 'repeated', level: 0.95, reference: { kind: 't' } });
      const level = 1 - 2 * normalTail(bounds[i]);
      const alone = await analysed({ analysis: `level: ${level}` }, [300, 640, 900, 1200][i]);
      expect(interval.pieces[0].low).toBeCloseTo(headline(alone, 'y').interval.pieces[0].low!, 8);
    }
  });

  it('waits at a look that shows nothing, and says when the next one is', () => {
    const [early] = looks;
    expect(early.decision.verdict).toBe('hold');
    expect(found(early, 'early-look')).toEqual([]);
    expect(found(early, 'look')[0].says).toMatch(/^Look 1 of 4, at 300 of 1,200 planned units \(25\.0 %\): an effect is shown beyond 4\.33 standard errors/);
    expect(memo(early)).toContain('Go on to the next look, at 600 units.');
  });

  it('may launch at a look whose bound is crossed, with the effect corrected for that', () => {
    const stopped = looks.find(({ look }) => look!.taken.at(-1)!.crossed)!;
    expect(stopped.look!.taken.length).toBeLessThan(4);
    const { afterStopping, value, interval } = headline(stopped, 'y');
    expect(afterStopping!.value).toBeLessThan(value);
    expect(afterStopping!.pValue).toBeLessThan(0.05);
    expect(interval.pieces[0].low).toBeGreaterThan(0);
    expect(memo(stopped)).toContain('If the study stops here, corrected for that:');
    expect(found(stopped, 'after-stopping')).toHaveLength(1);
  });

  it('reads back what it wrote, and tells it everywhere', () => {
    for (const result of looks) {
      const read = parseResult(resultsJson(result), 'results.json');
      expect(read.look!.taken.map(({ fraction, ...taken }) => taken)).toEqual(result.look!.taken.map(({ fraction, ...taken }) => taken));
      expect(headline(read, 'y').afterStopping !== undefined).toBe(headline(result, 'y').afterStopping !== undefined);
      expect(reportHtml(read)).toContain('looks: at 25 %, 50 %, 75 % and 100 % of the planned units, obrien-fleming');
      expect(terminalSummary(read, { color: false })).toContain('repeated');
    }
  });

  it('has nothing to say after its last look', async () => {
    const { look } = looks[3];
    const last: StudyResult = { ...looks[3], look: { ...look!, taken: look!.taken.map(({ crossed, ...taken }) => taken) } };
    const again = await analyze(parseStudy(text({}).replace('plannedUnits: 1200', 'plannedUnits: 1000'), 'study.yaml'), {
      data: fromColumns(first(1200) as never),
      earlier: {
        result: { ...last, look: { ...last.look!, plannedUnits: 1000, taken: [{ units: 1000, fraction: 1, planned: 4, last: true }] } },
        from: 'out/results.json',
      },
    });
    expect(again.decision.verdict).toBe('hold');
    expect(found(again, 'looks-spent')[0]).toMatchObject({ verdict: 'fail', identification: true });
    expect(headline(again, 'y').interval.pieces).toEqual([{}]);
  });

  it('doubts a look that was not planned, and takes it', async () => {
    const result = await analysed({}, 150);
    expect(found(result, 'unplanned-look')[0].verdict).toBe('warn');
    expect(result.look!.taken).toEqual([{ units: 150, fraction: 0.125 }]);
    expect(found(result, 'look')[0].says).toBe(
      'A look that was not planned, at 150 of 1,200 planned units (12.5 %): so early that hardly any of the error is spent, and nothing is said yet.',
    );
    expect(headline(result, 'y').interval.pieces).toEqual([{}]);
  });
});

describe('futility', () => {
  const asked: Asked = { analysis: `${four}, futility: pocock` };
  it('says when there is hardly anything left to find, and binds nobody', async () => {
    const flat = { ...columns, y: Float64Array.from(columns.y, (value, i) => value - (arm[i] === 'on' ? 0.35 : 0)) };
    const result = await analyze(parseStudy(text(asked), 'study.yaml'), { data: fromColumns(first(900, flat) as never) });
    expect(found(result, 'futility')[0]).toMatchObject({
      verdict: 'warn',
      says: expect.stringMatching(/is hardly there\. If the true effect is the worthwhile one, it is shown by the last look in \d+\.\d % of cases\.$/),
    });
    expect(result.decision.verdict).toBe('hold');
  });
  it('is not said where an effect may still be found, was shown, or is the last look’s affair', async () => {
    expect(found(await analysed(asked, 300), 'futility')[0].verdict).toBe('pass');
    expect(found(await analysed(asked, 900), 'futility')).toEqual([]);
    expect(found(await analysed(asked, 1200), 'futility')).toEqual([]);
    expect(found(await analysed({}, 300), 'futility')).toEqual([]);
  });
});

describe('whatever the study compares, its intervals hold at every look', () => {
  const kinds: readonly (readonly [string, Asked, string])[] = [
    ['shares with few events', {}, 'harm'],
    ['a ratio', { outcome: 'r: {role: primary, better: higher, ratio: [y, cost]}' }, 'r'],
    ['a quantile', { outcome: 'p: {role: primary, better: higher, quantile: [y, 0.5]}' }, 'p'],
    ['cuped', { analysis: `${four}, adjust: cuped` }, 'y'],
    ['clusters', { design: 'assignment: teamArm, randomizedBy: team', outcome: 'yTeam: {role: primary, better: higher}' }, 'yTeam'],
    ['blocks', { design: 'assignment: arm, blocks: lang' }, 'y'],
    ['several arms', { design: 'assignment: third', outcome: 'y3: {role: primary, better: higher}' }, 'y3'],
  ];
  it.each(kinds)('%s', async (_, asked, name) => {
    const plain = asked.analysis ?? four;
    const once = await analysed({ ...asked, analysis: plain.replace(/looks: \[.*?\], /, '').replace('1200', '600') }, 600);
    for (const looks of ['looks: [0.25, 0.5, 0.75, 1]', 'looks: continuous']) {
      const result = await analysed({ ...asked, analysis: plain.replace(/looks: \[.*?\]/, looks) }, 600);
      const [wide] = headline(result, name).interval.pieces;
      const [narrow] = headline(once, name).interval.pieces;
      expect(wide.low!).toBeLessThan(narrow.low!);
      expect(wide.high!).toBeGreaterThan(narrow.high!);
      expect(headline(result, name).interval).toMatchObject({ level: 0.95, kind: looks.includes('continuous') ? 'anytime' : 'repeated' });
      expect(headline(result, name).value).toBe(headline(once, name).value);
    }
  });

  it('complier effects and segments', async () => {
    const asked: Asked = { design: 'assignment: arm, usage: used', more: 'segments: [lang]\n' };
    const once = await analysed({ ...asked, analysis: 'plannedUnits: 1200' }, 1200);
    const result = await analysed({ ...asked, analysis: 'looks: continuous, plannedUnits: 1200' }, 1200);
    for (const id of ['complier-effect:y', 'adjusted-itt:y@lang=de']) {
      const [wide, narrow] = [result, once].map(({ estimates }) => estimates.find((e) => e.id === id)!.interval);
      expect(wide.kind, id).toBe('anytime');
      expect(wide.pieces[0].low!, id).toBeLessThan(narrow.pieces[0].low!);
    }
  });
});

it('the arms fill as planned by a test that holds at every look too', async () => {
  const asked = (analysis: string): Asked => ({ design: 'assignment: arm, shares: {off: 0.5, on: 0.5}', more: 'time: at\n', analysis });
  const ratio = async (analysis: string) => found(await analysed(asked(analysis), 1200), 'sample-ratio')[0].says;
  expect(await ratio('looks: continuous, plannedUnits: 1200')).toContain('The test holds however often the study is looked at.');
  expect(await ratio(four)).toContain('The test holds however often the study is looked at.');
  expect(await ratio('plannedUnits: 1200')).toContain('chi-square');
});

describe('a study that is read at any time', () => {
  const asked: Asked = { analysis: 'looks: continuous, plannedUnits: 1200', more: 'time: at\n' };

  it('draws what was known day by day, and says when the effect first showed', async () => {
    const result = await analysed(asked, 1200);
    const drawn = result.exhibits.find(({ id }) => id === 'effect-so-far:y')!;
    expect(drawn.columns.x).toHaveLength(20);
    const { interval, value } = headline(result, 'y');
    expect(drawn.columns.y.at(-1)).toBeCloseTo(value, 8);
    expect(drawn.columns.low!.at(-1)).toBeCloseTo(interval.pieces[0].low!, 2);
    const [shown] = found(result, 'first-shown');
    expect(shown.says).toMatch(/^The effect on y first showed on 2026-11-\d\d, with \d+ units: \+0\.\d+\.$/);
    expect(found(result, 'e-value').map(({ about, verdict }) => [about.column, verdict])).toEqual([['harm', 'pass']]);
    expect(found(result, 'e-value')[0].pValue).toBeGreaterThan(0.05);
  });

  it('may launch before and after the planned size', async () => {
    for (const planned of [5000, 700]) {
      const result = await analysed({ ...asked, analysis: `looks: continuous, plannedUnits: ${planned}` }, 1200);
      expect(found(result, 'early-look')).toEqual([]);
      expect(found(result, 'late-look')).toEqual([]);
      expect(result.decision.reasons.find(({ condition }) => condition === 'primary-positive')!.status).toBe('met');
    }
  });
});

it('looks on dates are those of the column of time', async () => {
  const asked: Asked = { analysis: 'looks: [2026-11-05, 2026-11-10, 2026-11-21], plannedUnits: 1200', more: 'time: at\n' };
  const second = await analysed(asked, 600);
  expect(second.look!.taken).toEqual([
    { units: 240, fraction: 0.2, planned: 1 },
    { units: 600, fraction: 0.5, planned: 2, ...(second.look!.taken[1].crossed && { crossed: true }) },
  ]);
  const last = await analysed(asked, 1150);
  expect(last.look!.taken.at(-1)).toMatchObject({ planned: 3, last: true });
  expect(found(last, 'look')[0].says).toContain('all of the error is spent');
});
