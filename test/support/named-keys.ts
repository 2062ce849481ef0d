import { program } from '../../src/cli/program.ts';
import * as library from '../../src/index.ts';
import * as read from '../../src/read.ts';
import * as study from '../../src/study.ts';
import type { StudyKeys } from './study-keys.ts';

const { commands } = program({ exitCode: 0 });
const exported = new Set([library, read, study].flatMap(Object.keys));

/** Words that follow where a key does and are none: pronouns, and the limits of `winsorize` as such. */
const ordinary = new Set(['it', 'that', 'them', 'those', 'one', 'there', 'limits']);

/** In backquotes, and no key: expressions and their words, options of the library, marks. */
const spoken = new Set(['and', 'or', 'not', 'known', 'unknown', 'is known', 'is unknown', '=', '!=', 'backquotes', 'precision', 'smallestMargin']);
const isExpression = (text: string): boolean => /(^not | [<>=]+ )/.test(text);

/** What a sentence says of keys of a study, commands and their flags that are not there. */
export function wrongNames(text: string, keys: StudyKeys): readonly string[] {
  return [...quoted(text, keys), ...paths(text, keys), ...pairs(text, keys), ...told(text, keys), ...camels(text, keys), ...calls(text)];
}

const all = (text: string, pattern: RegExp): readonly string[][] => [...text.matchAll(pattern)].map((match) => [...match]);

/** `design.blocks`, `rows: many-per-unit`, `estimand power`. */
function quoted(text: string, keys: StudyKeys): readonly string[] {
  return all(text, /`([^`]+)`/g)
    .map(([, inner]) => inner)
    .filter((inner) => {
      if (inner === '…' || spoken.has(inner) || isExpression(inner) || exported.has(inner) || inner.startsWith('estimand ')) return false;
      if (inner.includes(': ') || inner.startsWith('{')) return !keys.takesText(inner.startsWith('{') ? `baselines: {…: ${inner}}` : inner);
      return !keys.resolves(inner.split('.')) && !keys.hasValue(inner);
    });
}

/** Paths that begin with a key. */
function paths(text: string, keys: StudyKeys): readonly string[] {
  return all(text, /(?<![\w.…/-])[a-z][A-Za-z]*(?:\.[A-Za-z…*]+)+/g)
    .map(([path]) => path)
    .filter(
      (path) =>
        keys.has(path.split('.')[0]) && !path.startsWith('estimand.') && !/\.(csv|parquet|yaml|json|md|html)$/.test(path) && !keys.resolves(path.split('.')),
    );
}

/** What may stand in brackets, three deep. */
const inBrackets = String.raw`[[{](?:[^[\]{}]|[[{](?:[^[\]{}]|[[{][^[\]{}]*[\]}])*[\]}])*[\]}]`;
const pair = new RegExp(String.raw`(?<![\w"])([a-z][A-Za-z]*): (${inBrackets}|<[^>]*>|-?\d[\d.]*|[a-z][a-z0-9+-]*(?=[.,;:)]|$| and\b| or\b))`, 'g');

/** A key and its value without quotes. Prose has colons too: an unknown word is judged only before brackets. */
function pairs(text: string, keys: StudyKeys): readonly string[] {
  return all(text.replaceAll(/`[^`]*`/g, ''), pair)
    .filter(([written, name, value]) => (/^[[{<]/.test(value) || keys.has(name)) && !keys.takesText(written))
    .map(([written]) => written);
}

/** Keys that are told to be written, looked under or taken out, without a mark. */
function told(text: string, keys: StudyKeys): readonly string[] {
  const named = [
    ...all(text, /\b[Tt]ake ([a-z]\w*) out\b/g),
    ...all(text, /\bout of ([a-z]\w*)(?=[.,:;]|$)/g),
    ...all(text, /\bunder ([a-z]\w*)(?=[.,:;]|$)/g),
    ...all(text, /\b(?:Declare|Add|Give|Write) ([a-z]\w*)(?=[.,:;]|$| to\b| as\b)/g),
  ].map(([, name]) => name);
  const valued = all(text, /\b[Aa]sk for (?:the )?(([a-z]\w*) "?([a-z-]+)\b"?)/g)
    .filter(([, written, name, value]) => (keys.has(name) || written.endsWith('"')) && !keys.takes(name, value))
    .map(([, written]) => written);
  return [...named.filter((name) => !ordinary.has(name) && !keys.has(name)), ...valued];
}

/** Words written together are keys or names of the library. */
const camels = (text: string, keys: StudyKeys): readonly string[] =>
  all(text.replaceAll(/`[^`]*`/g, ''), /(?<![.\w])[a-z]+[A-Z]\w*/g)
    .map(([word]) => word)
    .filter((word) => !keys.has(word) && !exported.has(word));

function calls(text: string): readonly string[] {
  const named = all(text, /\bestimand ([a-z]+)/g).filter(([, name]) => !commands.some((command) => command.name() === name));
  const flags = all(text, /(?<!\S)--[a-z][a-z-]*/g).filter(([flag]) => !commands.some((command) => command.options.some(({ long }) => long === flag)));
  return [...named, ...flags].map(([call]) => call);
}
