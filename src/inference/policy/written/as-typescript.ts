import type { Condition, PolicyTree } from '../policy-tree.ts';
import { ruleListOf } from './rule-list.ts';

export interface TypeScriptOptions {
  /** Of the function; what is no letter, digit or underscore becomes an underscore. */
  readonly name?: string;
  /** Said above the function, such as the rule in words. */
  readonly says?: string;
}

/**
 * A tree as the source of a TypeScript function from a unit to the name of its arm, which needs nothing else.
 *
 * Shapes   `arms`: what each arm is called, control first. A value that is null, undefined, NaN or missing is unknown; levels are compared as text, so that 1 is "1" and true "true".
 */
export function asTypeScript(tree: PolicyTree, arms: readonly string[], { name = 'chooseArm', says }: TypeScriptOptions = {}): string {
  const { rules, otherwise } = ruleListOf(tree);
  const conditions = rules.flatMap(({ when }) => when);
  const kinds = kindsIn(conditions);
  const fields = [...kinds.keys()].map((column) => `  readonly ${key(column)}?: ${kinds.get(column)} | null;`);
  const returned = [...new Set([...rules.map(({ arm }) => arm), otherwise])].map((arm) => JSON.stringify(arms[arm])).join(' | ');
  const called = safeName(name);
  const type = `${called[0].toUpperCase()}${called.slice(1)}Unit`;
  return [
    `export interface ${type} {`,
    ...fields,
    '}',
    '',
    ...(says === undefined ? [] : [`// ${says.replaceAll(lineEnds, ' ')}`]),
    `export function ${called}(${rules.length > 0 ? 'unit' : '_unit'}: ${type}): ${returned} {`,
    ...rules.map(({ when, arm }) => `  if (${conditionsOf(when)}) return ${JSON.stringify(arms[arm])};`),
    `  return ${JSON.stringify(arms[otherwise])};`,
    '}',
    '',
    ...helpersFor(conditions),
  ].join('\n');
}

const lineEnds = /[\n\r\u2028\u2029]+/g;

/** What conditions call, of which only those are written that are called. */
const helpers = {
  upto: ['function upto(value: number | null | undefined, limit: number): boolean {', "  return typeof value === 'number' && value <= limit;", '}', ''],
  among: [
    'function among(value: string | number | boolean | null | undefined, levels: readonly string[]): boolean {',
    '  return known(value) && levels.includes(String(value));',
    '}',
    '',
  ],
  known: ['function known(value: unknown): boolean {', '  return value !== null && value !== undefined && !Number.isNaN(value);', '}', ''],
};

function helpersFor(conditions: readonly Condition[]): readonly string[] {
  const among = conditions.some(({ kind }) => kind === 'among');
  return [
    ...(conditions.some(({ kind }) => kind === 'at-most') ? helpers.upto : []),
    ...(among ? helpers.among : []),
    ...(among || conditions.some((condition) => condition.kind === 'unknown' || condition.unknown) ? helpers.known : []),
  ];
}

const taken = Object.keys(helpers);
/** Words that no function can be called. */
const reserved =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  );

function safeName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return plain === '' || /^[0-9]/.test(plain) || [...taken, ...reserved].includes(plain) ? `_${plain}` : plain;
}

const key = (column: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(column) ? column : JSON.stringify(column));
const field = (column: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(column) ? `unit.${column}` : `unit[${JSON.stringify(column)}]`);

/** What columns hold, as far as conditions tell. */
function kindsIn(conditions: readonly Condition[]): ReadonlyMap<string, string> {
  const kinds = new Map(conditions.map(({ column }) => [column, 'string | number | boolean']));
  for (const { kind, column } of conditions) if (kind === 'at-most') kinds.set(column, 'number');
  return kinds;
}

/** In parentheses where several are joined. */
const conditionsOf = (when: readonly Condition[]): string =>
  when.map((condition) => (when.length > 1 && condition.kind !== 'unknown' && condition.unknown ? `(${written(condition)})` : written(condition))).join(' && ');

function written(condition: Condition): string {
  const value = field(condition.column);
  const unknown = `!known(${value})`;
  if (condition.kind === 'unknown') return unknown;
  const holds = condition.kind === 'at-most' ? `upto(${value}, ${condition.value})` : `among(${value}, ${JSON.stringify(condition.levels)})`;
  return condition.unknown ? `${holds} || ${unknown}` : holds;
}
