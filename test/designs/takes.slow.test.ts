import { describe, expect, it } from 'vitest';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Design } from '../../src/protocol/design.ts';
import { type Taken, takable } from '../../src/protocol/takes.ts';
import { jsonSchemaText } from '../../src/study/read/schema/json-schema.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { planPower } from '../../src/study.ts';
import { analysed, changed, lineOf, read, rowsOf } from './studies/changed.ts';
import type { Change, Fixture, Sets } from './studies/fixture.ts';
import { designs, fixtureOf, kindOf } from './studies/fixtures.ts';
import { alwaysHonoured, groups, onlyWords, usualChanges } from './studies/usual-changes.ts';

/** The key of the study that an entry of `takable` is about: `outcomes.value` of `outcomes.value by arm`. */
const keyOf = (part: string): string => (part === 'several treatments' ? 'treatments' : part.replace(/:.*| by arm$/, ''));

/** The path in a change that writes that key. */
function pathIn(asks: Sets, part: Taken): readonly string[] {
  const [first, last] = keyOf(part).split('.');
  const path = Object.keys(asks)
    .map((key) => key.split('.'))
    .find((steps) => steps[0] === first && (last === undefined || steps.at(-1) === last));
  if (!path) throw new Error(`The change for ${part} writes no ${keyOf(part)}.`);
  return last === undefined ? [first] : path;
}

/** What a reader would see: of most keys numbers, findings, figures or the decision, but no echo of what was asked; of some the words alone. */
function seen({ study, provenance: _, estimates, ...told }: StudyResult, part: string): string {
  const numbers = estimates.map(({ method: { options: __, seed: ___, ...method }, ...e }) => ({ ...e, method }));
  return JSON.stringify({ ...(onlyWords.includes(part) && { study }), estimates: numbers, ...told });
}

/** Most changes are made to the same study: it is analysed once. */
const known = new Map<string, Promise<StudyResult>>();

async function resultOf(fixture: Fixture, text: string, part: string): Promise<string> {
  if (part === 'planning') return JSON.stringify(await planPower(read(text), { data: rowsOf(fixture) }));
  const key = `${fixture.kind} ${text}`;
  const result = known.get(key) ?? analysed(fixture, text);
  known.set(key, result);
  return seen(await result, part);
}

/** The study without the change and with it. */
const bothOf = ({ text }: Fixture, { given = {}, asks }: Change): readonly [before: string, after: string] => [
  changed(text, given),
  changed(text, given, asks),
];

async function expectHonoured(fixture: Fixture, change: Change, part: string): Promise<void> {
  const [before, after] = bothOf(fixture, change);
  const [plain, told] = [await resultOf(fixture, before, part), await resultOf(fixture, after, part)];
  expect(told === plain, `${fixture.kind} takes ${part} and passes over it in silence: honour it, or leave it out of takes with a reason under instead`).toBe(
    false,
  );
}

function expectRefused(fixture: Fixture, { asks }: Change, part: Taken, design: Design): void {
  const text = changed(fixture.text, asks);
  let found: unknown;
  try {
    read(text);
  } catch (error) {
    found = error;
  }
  const { code, place, facts } = found instanceof EstimandError ? found : { code: 'none', place: undefined, facts: {} };
  expect({ code, line: place?.line }).toEqual({ code: 'study-key-idle', line: lineOf(text, pathIn(asks, part)) });
  expect(facts).toMatchObject({ design: design.called, why: design.instead?.[part] ?? expect.any(String) });
}

describe.each(designs.map((design): readonly [string, Design] => [kindOf(design), design]))('%s', (kind, design) => {
  it.each(takable)('honours %s or refuses it', async (part) => {
    const fixture = fixtureOf(kind);
    const changes = fixture.changes?.[part] ?? usualChanges[part];
    if (fixture.cannot?.[part] !== undefined) expect(design.takes).not.toContain(part);
    else if (design.takes.includes(part)) for (const change of changes) await expectHonoured(fixture, change, part);
    else for (const change of changes) expectRefused(fixture, change, part, design);
  });

  it.each(Object.keys(alwaysHonoured).filter((key) => key !== 'analysis.seed' && typeof alwaysHonoured[key] === 'object'))('honours %s', async (key) => {
    const fixture = fixtureOf(kind);
    const changes = (key === 'unit' && fixture.changes?.unit) || [alwaysHonoured[key] as Change];
    for (const change of changes) await expectHonoured(fixture, change, key);
  });

  it('honours the seed where anything is random, and nowhere else', async () => {
    const fixture = fixtureOf(kind);
    const { asks } = alwaysHonoured['analysis.seed'] as Change;
    if (fixture.random) await expectHonoured(fixture, { given: fixture.random, asks }, 'analysis.seed');
    else expect(await resultOf(fixture, changed(fixture.text, asks), 'analysis.seed')).toBe(await resultOf(fixture, fixture.text, 'analysis.seed'));
  });
});

it('knows every key of a study', () => {
  interface Keys {
    readonly properties: Readonly<Record<string, Keys>>;
    readonly additionalProperties: Keys;
  }
  const { properties } = JSON.parse(jsonSchemaText()) as Keys;
  const within = (group: string, keys: Keys): readonly string[] => Object.keys(keys.properties).map((key) => `${group}.${key}`);
  const all = [
    ...Object.keys(properties),
    'decide.except',
    ...within('analysis', properties.analysis),
    ...within('outcomes', properties.outcomes.additionalProperties),
  ];
  const known = new Set([...takable.map(keyOf), ...Object.keys(alwaysHonoured), ...groups]);
  expect(
    all.filter((key) => !known.has(key)),
    'enter it in src/protocol/takes.ts and the rule takes.ts, or in alwaysHonoured if every design honours it',
  ).toEqual([]);
  expect([...known].filter((key) => !all.includes(key))).toEqual([]);
});
