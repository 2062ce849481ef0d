import type { Finding } from '../../estimate/finding.ts';
import { column, is, text } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { ask } from '../../relation/asking.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { levels } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import type { Column } from '../../relation/schema.ts';

/** Rows whose names are those of the study, and what had to be read as the same. */
export interface MatchedNames {
  readonly relation: Relation;
  readonly findings: readonly Finding[];
}

/** What stands in the data, and what the study calls it. */
interface Pair {
  readonly found: string;
  readonly name: string;
}

/**
 * Names in a study match cells by their exact text; what matches nothing is matched by number (`0` and `0.0`) or as true and false (`false` and `False`), where
 * that maps one to one.
 *
 * Shapes  asks for the values of a column only where one of its names could be a number or a boolean that is written otherwise.
 */
export async function matchedNames(relation: Relation, { study, design }: DesignedStudy, options: AnswerOptions): Promise<MatchedNames> {
  let matched = relation;
  const findings: Finding[] = [];
  for (const [name, names] of Object.entries({ ...design.names?.(study), ...study.decide.except })) {
    const found = relation.schema.find((c) => c.name === name);
    if (!found || !mayDiffer(found, names)) continue;
    const { groups } = await run(relation, askedLevels(name), options);
    const seen = groups.map(({ key: [level] }) => level);
    const pairs = pairsOf(names, seen);
    const renamed = pairs.length > 0 ? withNames(found, seen, pairs) : undefined;
    if (!renamed) continue;
    matched = matched.derive({ [name]: renamed });
    findings.push(finding(name, pairs));
  }
  return { relation: matched, findings };
}

function* askedLevels(of: string) {
  return yield* ask(levels({ of }));
}

/** Text may hold `0.0` or `False`; numbers are called by their shortest text, and booleans in small letters. */
function mayDiffer({ type }: Column, names: readonly string[]): boolean {
  if (type === 'text') return names.some((name) => meaningOf(name) !== undefined);
  if (type === 'number' || type === 'boolean') return names.some((name) => meaningOf(name) !== undefined && meaningOf(name) !== name);
  return false;
}

/** What a name says as a number or a boolean, in one spelling. */
function meaningOf(name: string): string | undefined {
  const small = name.trim().toLowerCase();
  if (small === 'true' || small === 'false') return small;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(small) ? String(Number(small)) : undefined;
}

function pairsOf(names: readonly string[], seen: readonly string[]): readonly Pair[] {
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

const finding = (name: string, pairs: readonly Pair[]): Finding => ({
  check: 'matched-names',
  about: { column: name },
  verdict: 'warn',
  statistic: pairs.length,
  says: `${name} holds ${pairs.map(({ found }) => `"${found}"`).join(' and ')} where the study says ${pairs.map(({ name: called }) => `"${called}"`).join(' and ')}: read as the same.`,
  mend: 'Write each name as it stands in the data.',
});
