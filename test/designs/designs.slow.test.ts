import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Design } from '../../src/protocol/design.ts';
import { commonConditions } from '../../src/protocol/keys/decide.ts';
import { type Taken, takable } from '../../src/protocol/takes.ts';
import { runSync } from '../../src/relation/run.ts';
import { plansOf } from '../../src/study/ask/plan-of.ts';
import { protocolOf } from '../../src/study/protocol-of.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { planPower } from '../../src/study.ts';
import { analysed, changed, lineOf, type Path, read, rowsOf } from './studies/changed.ts';
import type { Fixture, Sets } from './studies/fixture.ts';
import { designs, fixtureOf, kindOf } from './studies/fixtures.ts';
import { usualChanges } from './studies/usual-changes.ts';

const nowhere = 'column_that_is_not_there';

/** Every text below a value, with its path. */
function textsIn(value: unknown, path: Path): readonly { readonly path: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? value.map((inner, i) => [i, inner]) : Object.entries(value);
  return entries.flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

/** Where a study of the design names a column of its rows, alone or in a condition: the study with another name there, and the line of it. */
function misnamed({ columns, text, written }: Fixture): readonly { readonly at: string; readonly wrong: string; readonly line: number }[] {
  return written.flatMap((sets) => {
    const study = changed(text, sets);
    return textsIn(parse(study).design, ['design']).flatMap(({ path, text: value }) =>
      Object.keys(columns)
        .filter((column) => path.at(-1) !== 'computed' && new RegExp(`(?<![\\w-])${column}(?![\\w-])`).test(value))
        .map((column) => {
          const wrong = changed(study, { [path.join('.')]: value.replace(new RegExp(`\\b${column}\\b`), nowhere) });
          return { at: `${path.join('.')}: ${value}`, wrong, line: lineOf(wrong, path) };
        }),
    );
  });
}

const faultOf = (act: () => Promise<unknown>): Promise<EstimandError | undefined> =>
  act().then(
    () => undefined,
    (error: EstimandError) => error,
  );

const sentence = /^\S(.*[^.\s])?$/;

it('are told apart by their kinds', () => {
  const kinds = designs.map(kindOf);
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const kind of kinds) expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

it.each(designs)('has conditions of its own names, not those of any study', ({ conditions }) => {
  const ids = [...commonConditions, ...conditions].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(designs.map((design): readonly [string, Design] => [kindOf(design), design]))('%s', (kind, design) => {
  const study = () => read(fixtureOf(kind).text);
  const data = () => rowsOf(fixtureOf(kind));
  const looked = () => {
    const { columns, text } = fixtureOf(kind);
    const outcomes = Object.keys(parse(text).outcomes);
    const rows = fromColumns(Object.fromEntries(Object.entries(columns).filter(([name]) => !outcomes.includes(name))));
    return runSync(rows, design.look(protocolOf(study(), data().schema), study().placeOf));
  };
  const protocol = () => protocolOf(study(), data().schema, looked().seen);
  const known = new Map<string, Promise<StudyResult>>();
  /** What a study comes to, which is analysed once. */
  const resultOf = (text: string): Promise<StudyResult> => {
    const found = known.get(text) ?? analysed(fixtureOf(kind), text);
    known.set(text, found);
    return found;
  };
  const result = (): Promise<StudyResult> => resultOf(fixtureOf(kind).text);

  it('is read from its sound study', () => {
    expect(study().study.design.kind).toBe(kind);
    expect(study().design).toBe(design);
  });

  it('describes every key, and its studies write every key', () => {
    const { text, written } = fixtureOf(kind);
    for (const [key, schema] of Object.entries(design.keys.shape)) expect(schema.description, key).toMatch(/\.$/);
    const keys = new Set(written.flatMap((sets) => Object.keys(parse(changed(text, sets)).design)));
    expect([...keys].sort()).toEqual(Object.keys(design.keys.shape).sort());
  });

  it('is sound with every key', async () => {
    const fixture = fixtureOf(kind);
    for (const sets of fixture.written) await resultOf(changed(fixture.text, sets));
  });

  it('names each estimate apart where they stand side by side', async () => {
    for (const { id, columns } of (await result()).exhibits.filter(({ id }) => id.startsWith('comparison:')))
      expect(new Set(columns.label).size, `${id}: ${columns.label.join('; ')}`).toBe(columns.label.length);
  });

  it('names every column of its keys: one that is not there is told at its line', async () => {
    const fixture = fixtureOf(kind);
    const wrongs = misnamed(fixture);
    expect(wrongs.length).toBeGreaterThan(0);
    for (const { at, wrong, line } of wrongs) {
      const error = await faultOf(async () => analysed(fixture, wrong));
      expect({ at, code: error?.code, line: error?.place?.line }).toEqual({ at, code: 'named-column-unknown', line });
      expect(error?.message).toContain(nowhere);
    }
  });

  it('honours every key of its own: without it a reader sees something else, or is told what is missing', async () => {
    const fixture = fixtureOf(kind);
    const told = async (sets: Sets): Promise<string> => {
      const { provenance: _, ...seen } = await resultOf(changed(fixture.text, sets));
      return JSON.stringify(seen);
    };
    for (const sets of fixture.written) {
      const all = await told(sets);
      for (const key of Object.keys(sets).filter((path) => path.startsWith('design.') && sets[path] !== undefined)) {
        const { [key]: _, ...others } = sets;
        const without = await told(others).catch((error: EstimandError) => error.code);
        expect(without === all, `${kind} reads ${key} and passes over it in silence, or the fixture writes its default`).toBe(false);
      }
    }
  });

  it('speaks of itself in sentences without a point', () => {
    const words = design.words(study().study);
    const { decidedBy, logged, breaks } = design.advice;
    const said = [
      design.called,
      words.says,
      words.column.role,
      words.column.name,
      words.control,
      ...words.treatments,
      ...words.noun,
      decidedBy,
      logged,
      ...breaks,
    ];
    for (const text of said) expect(text).toMatch(sentence);
    expect(design.called).toMatch(/^an? /);
    expect(words.treatments.length).toBeGreaterThan(0);
    expect(breaks.length).toBeGreaterThan(0);
    for (const text of Object.values(design.ceiling ?? {})) expect(text).toMatch(/\.$/);
  });

  it('takes a key or says why not, and never both', () => {
    const { takes, instead = {} } = design;
    expect(new Set(takes).size).toBe(takes.length);
    expect(Object.keys(instead).filter((part) => takes.some((taken) => taken === part))).toEqual([]);
    expect(Object.keys(instead).filter((part) => !takable.some((known) => known === part))).toEqual([]);
    for (const why of Object.values(instead)) expect(why).toMatch(sentence);
  });

  it('looks at no outcome before the plan', () => {
    const { units } = looked();
    expect(Object.keys(units).length).toBeGreaterThan(1);
    for (const count of Object.values(units)) expect(count).toBeGreaterThan(0);
  });

  it('has a part of the protocol that bears its kind', () => {
    const { own, drawn, grain } = protocol();
    expect(own.kind).toBe(kind);
    expect({ drawn, grain }).toEqual({ drawn: design.drawn(study().study), grain: design.grain(study().study) });
  });

  it('has arms in its part where it takes what is told by arm', () => {
    // What a judge scores is corrected by arm, in cohorts by period where a design compares these, or row by row where it weighs rows.
    const judged: readonly Taken[] = design.cells || design.labelGroups ? [] : ['outcomes.measured'];
    const byArm: readonly Taken[] = ['outcomes.value by arm', 'outcomes.transform', 'outcomes.winsorize', ...judged];
    const taken = byArm.filter((part) => design.takes.includes(part));
    if (taken.length > 0) expect(protocol().assignment, taken.join(', ')).toBeDefined();
  });

  it('plans questions of its own, with options that are plain data', () => {
    const planned = design.questions.flatMap((question) => question.planned(protocol()));
    expect(planned.length).toBeGreaterThan(0);
    for (const { options } of [...planned, ...plansOf(design)(protocol())]) expect(JSON.parse(JSON.stringify(options))).toEqual(options);
  });

  it('compares what estimates are about', async () => {
    const { candidates } = design.contrasts(protocol());
    const { estimates } = await result();
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.map(({ id }) => id)).toEqual(design.words(study().study).treatments);
    for (const { id, against } of candidates)
      expect(estimates.some(({ estimand: { contrast } }) => contrast.treatment === id && contrast.control === against)).toBe(true);
  });

  it('holds several candidates together', async () => {
    const fixture = fixtureOf(kind);
    const { together } = design.contrasts(protocol());
    if (together.by === 'joint-arms') expect(protocol().assignment).toBeDefined();
    if (!design.takes.includes('several treatments')) return;
    const [{ asks }] = fixture.changes?.['several treatments'] ?? usualChanges['several treatments'];
    const { estimates, decision } = await analysed(fixture, changed(fixture.text, asks));
    expect(decision.arms?.length).toBeGreaterThan(1);
    const primaries = estimates.filter(({ role }) => role === 'primary');
    expect(primaries.map(({ interval }) => interval.kind)).toEqual(decision.arms?.map(() => 'simultaneous'));
  });

  it('lets its own questions speak, and picks headlines from what they say', async () => {
    const ids = design.questions.map(({ id }) => id);
    expect(design.speakers(protocol()).filter((id) => !ids.includes(id))).toEqual([]);
    expect(design.headline([], protocol())).toBeUndefined();
    const { estimates, study: words } = await result();
    for (const { name, headline } of words.outcomes) {
      const own = estimates.filter(({ estimand }) => estimand.outcome === name && estimand.segment === undefined);
      expect(own).toContain(design.headline(own, protocol()));
      expect(design.speakers(protocol())).toContain(own.find(({ id }) => id === headline)?.method.id);
    }
  });

  it('decides in its own vocabulary, in a result that survives JSON and comes again', async () => {
    const first = await result();
    expect(Object.values(design.verdicts)).toContain(first.decision.verdict);
    if (design.ceiling) expect(first.decision.verdict).toBe(design.verdicts.wait);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(await analysed(fixtureOf(kind), fixtureOf(kind).text)).toEqual(first);
  });

  it('is planned, or says why it is not', async () => {
    const power = async () => planPower(study(), { data: data() });
    if (design.power || design.told) {
      const rows = (await power()).rows.map(({ outcome, candidate }) => [candidate?.id, outcome]);
      const candidates = design.told ? design.contrasts(protocol()).candidates.map(({ id }) => id) : [undefined];
      expect(rows).toEqual(candidates.flatMap((id) => Object.keys(study().study.outcomes).map((outcome) => [id, outcome])));
      return;
    }
    expect(design.unplanned).toMatch(sentence);
    const error = await faultOf(power);
    expect(error?.message).toContain(design.unplanned);
    expect(error?.place?.line).toBe(lineOf(fixtureOf(kind).text, ['design', 'kind']));
  });
});
