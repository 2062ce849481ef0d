import { expect, it } from 'vitest';
import { csvRecords } from './csv-records.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

const text = '\uFEFFa,b\r\n1,"x\ny"\r\n\r\n2,"say ""hi"", twice"\n3,\n"",z';

it.each([1, 3, 1000])('tells rows, and the lines on which they begin, in pieces of %i', async (size) => {
  const found: unknown[] = [];
  for await (const { line, cells } of csvRecords(pieces(text, size), ',')) found.push([line, ...cells]);
  expect(found).toEqual([
    [1, 'a', 'b'],
    [2, '1', 'x\ny'],
    [5, '2', 'say "hi", twice'],
    [6, '3', ''],
    [7, '', 'z'],
  ]);
});
