import type { Finding } from '../../estimate/finding.ts';
import { column, is, text } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { textsIn } from '../../protocol/texts-in.ts';
import { ask } from '../../relation/asking.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { levels } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import type { Column } from '../../relation/schema.ts';

/** Rows whose names are those of the study, and what had to be read as the same. */
export interface MatchedNames {
  readonly relation: Relation;
  /** The tables that a statement selects from, in the same names. */
  readonly sources: readonly Relation[];
  readonly findings: readonly Finding[];
}

/** What stands in the data, and what the study calls it. */
interface Pair {
  readonly found: string;
  readonly name: string;
}

/** What a name says, in one spelling, if it can be spelled otherwise. */
type Meaning = (name: string) => string | undefined;

/**
 * Names in a study match cells by their exact text; what matches nothing is matched by letters that Unicode composes otherwise (`é` as one sign or as two), then by
 * number (`0` and `0.0`) or as true and false (`false` and `False`), where that maps one to one.
 *
 * Shapes  asks for the values of a column only where one of its names could be written otherwise.
 */
export async function matchedNames(relation: Relation, designed: DesignedStudy, options: AnswerOptions): Promise<MatchedNames> {
  let matched = relation;
  const findings: Finding[] = [];
  for (const [name, names] of namesOf(designed)) {
    const found = relation.schema.find((c) => c.name === name);
    if (!found || !mayDiffer(found, names)) continue;
    const { groups } = await run(relation, askedLevels(name), options);
    const seen = groups.map(({ key: [level] }) => level);
    const composed = pairsOf(names, seen, lettersOf);
    const meant = pairsOf(without(names, composed, 'name'), without(seen, composed, 'found'), meaningOf);
    const pairs = [...composed, ...meant];
    const renamed = pairs.length > 0 ? withNames(found, seen, pairs) : undefined;
    if (!renamed) continue;
    matched = matched.derive({ [name]: renamed });
    if (composed.length > 0) findings.push(composedFinding(name, composed));
    if (meant.length > 0) findings.push(finding(name, meant));
  }
  const sources: Relation[] = [];
  for (const source of relation.sources) sources.push(findings.length > 0 ? (await matchedNames(source, designed, options)).relation : source);
  return { relation: matched, sources, findings };
}

/** What a study calls by name, by column; of the texts in conditions those that may be composed otherwise. */
function namesOf({ study, design }: DesignedStudy): ReadonlyMap<string, readonly string[]> {
  const composed = Object.entries(textsIn(design.compares?.(study) ?? [])).map(([name, texts]) => [name, texts.filter(lettersOf)] as const);
  const names = new Map<string, readonly string[]>();
  for (const [name, those] of [...Object.entries(design.names?.(study) ?? {}), ...Object.entries(study.decide.except ?? {}), ...composed]) {
    names.set(name, [...new Set([...(names.get(name) ?? []), ...those])]);
  }
  return names;
}

function* askedLevels(of: string) {
  return yield* ask(levels({ of }));
}

/** Text may hold `0.0` or `False`; numbers are called by their shortest text, and booleans in small letters. */
function mayDiffer({ type }: Column, names: readonly string[]): boolean {
  if (type === 'text') return names.some((name) => meaningOf(name) !== undefined || lettersOf(name) !== undefined);
  if (type === 'number' || type === 'boolean') return names.some((name) => meaningOf(name) !== undefined && meaningOf(name) !== name);
  return false;
}

/** What a name says as a number or a boolean, in one spelling. */
function meaningOf(name: string): string | undefined {
  const small = name.trim().toLowerCase();
  if (small === 'true' || small === 'false') return small;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(small) ? String(Number(small)) : undefined;
}

/** The letters of a name, each as one sign, if some can be written as several. */
function lettersOf(name: string): string | undefined {
  const letters = name.normalize('NFC');
  return letters === name.normalize('NFD') ? undefined : letters;
}

const without = (names: readonly string[], pairs: readonly Pair[], as: keyof Pair): readonly string[] =>
  names.filter((name) => !pairs.some((pair) => pair[as] === name));

function pairsOf(names: readonly string[], seen: readonly string[], meaningOf: Meaning): readonly Pair[] {
  const open = names.filter((name) => !seen.includes(name));
  const spare = seen.filter((level) => !names.includes(level));
  return open.flatMap((name) => {
    const meaning = meaningOf(name);
    const alike = (those: readonly string[]): readonly string[] => those.filter((one) => meaningOf(one) === meaning);
    const candidates = meaning === undefined ? [] : alike(spare);
    return candidates.length === 1 && alike(open).length === 1 ? [{ found: candidates[0], name }] : [];
  });
}

/** The column in the study's words. Of numbers and booleans every value is named, which no missing one can be. */
function withNames({ name, type, nullable }: Column, seen: readonly string[], pairs: readonly Pair[]): Expression | undefined {
  const renamed = (rest: Expression, those: readonly Pair[]): Expression =>
    those.reduceRight<Expression>((otherwise, pair) => ({ op: 'when', condition: is(column(name), pair.found), value: text(pair.name), otherwise }), rest);
  if (type === 'text') return renamed(column(name), pairs);
  if (nullable) return undefined;
  const all = seen.map((level): Pair => pairs.find(({ found }) => found === level) ?? { found: level, name: level });
  return renamed(text(all[all.length - 1].name), all.slice(0, -1));
}

const composedFinding = (name: string, pairs: readonly Pair[]): Finding => ({
  check: 'matched-names',
  about: { column: name },
  verdict: 'warn',
  statistic: pairs.length,
  says: `${name} holds ${pairs.map(({ found }) => `"${found}"`).join(' and ')} with accents composed otherwise than in the study (Unicode NFC and NFD): read as the same.`,
  mend: 'Write each name as it stands in the data, or bring both to NFC.',
});

const finding = (name: string, pairs: readonly Pair[]): Finding => ({
  check: 'matched-names',
  about: { column: name },
  verdict: 'warn',
  statistic: pairs.length,
  says: `${name} holds ${pairs.map(({ found }) => `"${found}"`).join(' and ')} where the study says ${pairs.map(({ name: called }) => `"${called}"`).join(' and ')}: read as the same.`,
  mend: 'Write each name as it stands in the data.',
});
