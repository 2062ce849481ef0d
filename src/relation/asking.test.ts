import { describe, expect, it } from 'vitest';
import { column } from '../expressions/build.ts';
import { type Asking, all, ask } from './asking.ts';
import { type MomentsReply, moments, type Reply, type Request } from './requests.ts';

const request = (name: string) => moments({ columns: { [name]: column(name) } });
const named = (r: Request): string => Object.keys(r.kind === 'moments' ? r.columns : {}).join();

/** Answers each request by a reply that holds its name; records what was asked in each round. */
function drive<T>(asking: Asking<T>): { readonly result: T; readonly rounds: readonly (readonly string[])[] } {
  const rounds: string[][] = [];
  let state = asking.next();
  while (!state.done) {
    rounds.push(state.value.map(named));
    state = asking.next(state.value.map((r): Reply => ({ kind: 'moments', groups: [], keyless: 0, integer: { [named(r)]: true } })));
  }
  return { result: state.value, rounds };
}

const nameIn = (reply: MomentsReply): string => Object.keys(reply.integer).join();

/** Asks for some names, one a round. */
function* inTurn(...names: readonly string[]): Asking<string> {
  let said = '';
  for (const name of names) said += nameIn(yield* ask(request(name)));
  return said;
}

describe('asking together', () => {
  it('puts what is asked at the same time into one round, whatever the lengths', () => {
    const { result, rounds } = drive(all([inTurn('a', 'b', 'c'), inTurn('d'), inTurn('e', 'f')]));
    expect(rounds).toEqual([['a', 'd', 'e'], ['b', 'f'], ['c']]);
    expect(result).toEqual(['abc', 'd', 'ef']);
  });

  it('lets a method ask nothing', () => {
    const { result, rounds } = drive(all([inTurn(), inTurn('a'), inTurn()]));
    expect(rounds).toEqual([['a']]);
    expect(result).toEqual(['', 'a', '']);
    expect(drive(all([inTurn(), inTurn()]))).toEqual({ result: ['', ''], rounds: [] });
    expect(drive(all([]))).toEqual({ result: [], rounds: [] });
  });

  it('can be nested', () => {
    function* outer(): Asking<string> {
      const [left, right] = yield* all([inTurn('a', 'b'), inTurn('c')]);
      return left + right + (yield* inTurn('d'));
    }
    const { result, rounds } = drive(all([outer(), inTurn('x', 'y', 'z')]));
    expect(rounds).toEqual([
      ['a', 'c', 'x'],
      ['b', 'y'],
      ['d', 'z'],
    ]);
    expect(result).toEqual(['abcd', 'xyz']);
  });

  it('hands several requests of one method back to it in order', () => {
    function* several(): Asking<string> {
      const [a, b, c] = yield* all(['a', 'b', 'c'].map((name) => ask(request(name))));
      return [a, b, c].map(nameIn).join();
    }
    const { result, rounds } = drive(all([inTurn('x'), several(), inTurn('y')]));
    expect(rounds).toEqual([['x', 'a', 'b', 'c', 'y']]);
    expect(result).toEqual(['x', 'a,b,c', 'y']);
  });

  it('passes on an error of any method', () => {
    function* failing(): Asking<never> {
      yield* ask(request('a'));
      throw new Error('it cannot be');
    }
    expect(() => drive(all([inTurn('b', 'c'), failing()]))).toThrow('it cannot be');
  });
});
