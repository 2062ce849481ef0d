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
  const block = opensBlock(r);
  while (r.next().kind !== 'end' && !(block && isSign(r.next(), '}'))) {
    if (r.next().kind === 'break') r.skip();
    else if (block && isSign(r.next(1), '=')) skipSetting(r);
    else statements.push(statement(r, block));
  }
  if (block) closeBlock(r);
  return statements;
}

const isSign = ({ kind, value }: GraphToken, sign: string): boolean => kind !== 'name' && value === sign;

/** The way in which dagitty writes: `dag {`, perhaps with a name, around everything. */
function opensBlock(r: Reader): boolean {
  while (r.next().kind === 'break') r.skip();
  if (r.next().kind !== 'word' || r.next().value !== 'dag') return false;
  const named = isName(r.next(1)) ? 1 : 0;
  if (!isSign(r.next(named + 1), '{')) return false;
  for (let i = 0; i < named + 2; i++) r.skip();
  return true;
}

function closeBlock(r: Reader): void {
  if (!r.takes('}')) throw unexpectedInGraph(r.next(), '}');
  while (r.next().kind === 'break') r.skip();
  if (r.next().kind !== 'end') throw unexpectedInGraph(r.next(), 'the end');
}

/** Where things are drawn, or how large they are, such as `bb="0,0,1,1"` and `beta=0.5`: no part of the graph. */
function skipSetting(r: Reader): void {
  r.skip();
  r.skip();
  if (isName(r.next())) r.skip();
  else while (r.next().kind === 'unknown') r.skip();
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

/** In a block of dagitty a statement ends where the next name begins. */
function statement(r: Reader, block: boolean): Statement {
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
  const goesOn = block && (isName(r.next()) || isSign(r.next(), '{') || isSign(r.next(), '}'));
  if (kind !== 'break' && kind !== 'end' && !goesOn) throw unexpectedInGraph(r.next(), 'an arrow (->, <-, <->), a semicolon or the end of the line');
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
  if (r.takes('[') && hides(r)) r.latent.push({ name: value, at });
  return { name: value, at };
}

const hidden = ['latent', 'unobserved'];
/** What dagitty says of nodes that the study says elsewhere. */
const roles = ['exposure', 'outcome', 'adjusted', 'selected'];

/** What stands in brackets behind a name: is the node latent? Roles, and settings such as `pos="0,1"`, are passed over. */
function hides(r: Reader): boolean {
  let latent = false;
  do {
    const token = r.next();
    if (isSign(r.next(1), '=')) skipSetting(r);
    else if (token.kind === 'word' && [...hidden, ...roles].includes(token.value)) r.skip();
    else throw unexpectedInGraph(token, 'latent');
    latent ||= token.kind === 'word' && hidden.includes(token.value);
  } while (r.takes(',') || isName(r.next()));
  if (!r.takes(']')) throw unexpectedInGraph(r.next(), ']');
  return latent;
}
