import { sayCount } from '../errors/words.ts';
import { invalidGraph, unexpectedInGraph } from './failure.ts';
import { type GraphToken, graphTokens } from './tokens.ts';

export interface NodeName {
  readonly name: string;
  readonly at: number;
}

export interface Statement {
  /** Groups of names, joined by arrows; one group alone declares its nodes. */
  readonly groups: readonly (readonly NodeName[])[];
  readonly arrows: readonly string[];
  readonly latent: readonly NodeName[];
}

const mostCharacters = 100_000;

interface Reader {
  next(ahead?: number): GraphToken;
  skip(): GraphToken;
  takes(sign: string): boolean;
  skipLines(): void;
  readonly latent: NodeName[];
}

/** Errors  graph-invalid. */
export function statementsOf(text: string): readonly Statement[] {
  if (text.length > mostCharacters) {
    throw invalidGraph(mostCharacters, 'one of too many', 'the end', `Write at most ${sayCount(mostCharacters)} characters.`);
  }
  const r = readerOf(text);
  const statements: Statement[] = [];
  while (r.next().kind !== 'end') {
    if (r.next().kind === 'break') r.skip();
    else statements.push(statement(r));
  }
  return statements;
}

function readerOf(text: string): Reader {
  const tokens = graphTokens(text);
  let position = 0;
  const next = (ahead = 0): GraphToken => tokens[Math.min(position + ahead, tokens.length - 1)];
  const skip = (): GraphToken => tokens[position++];
  return {
    next,
    skip,
    takes: (sign) => next().kind === 'sign' && next().value === sign && skip() !== undefined,
    skipLines: () => {
      while (next().kind === 'break' && next().value === '\n') skip();
    },
    latent: [],
  };
}

const isName = ({ kind }: GraphToken): boolean => kind === 'name' || kind === 'word';

function statement(r: Reader): Statement {
  r.latent.length = 0;
  const groups: (readonly NodeName[])[] = [];
  const arrows: string[] = [];
  if (r.next().value === 'latent' && r.next().kind === 'word' && isName(r.next(1))) {
    r.skip();
    do r.latent.push(name(r, 'a node'));
    while (r.takes(',') || isName(r.next()));
  } else {
    groups.push(group(r));
    while (r.next().kind === 'arrow') {
      arrows.push(r.skip().value);
      groups.push(group(r));
    }
  }
  const { kind } = r.next();
  if (kind !== 'break' && kind !== 'end') throw unexpectedInGraph(r.next(), 'an arrow (->, <-, <->), a semicolon or the end of the line');
  return { groups, arrows, latent: [...r.latent] };
}

function group(r: Reader): readonly NodeName[] {
  if (!r.takes('{')) return [name(r, 'a node or a group such as {a b}')];
  const names: NodeName[] = [];
  for (;;) {
    r.skipLines();
    if (names.length > 0 && r.takes('}')) return names;
    if (names.length > 0 && r.takes(',')) r.skipLines();
    names.push(name(r, names.length > 0 ? 'a node or }' : 'a node'));
  }
}

function name(r: Reader, expected: string): NodeName {
  const { value, at } = r.next();
  if (!isName(r.next()) || value.trim() === '') throw unexpectedInGraph(r.next(), expected);
  r.skip();
  if (r.takes('[')) {
    if (r.next().value !== 'latent') throw unexpectedInGraph(r.next(), 'latent');
    r.skip();
    if (!r.takes(']')) throw unexpectedInGraph(r.next(), ']');
    r.latent.push({ name: value, at });
  }
  return { name: value, at };
}
