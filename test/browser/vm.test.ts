import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundled } from './bundle.ts';
import { type Told, told } from './page.ts';

// Of what browsers and Node share beside the language, only this.
const given = { TextEncoder, atob, btoa, setTimeout };

describe('a study analysed where there is no Node', () => {
  let bundle: Bundle;
  let [here, there]: Told[] = [];
  beforeAll(async () => {
    bundle = await bundled();
    [here, there] = [await told(), await runInContext(`${bundle.script}; page.told()`, createContext({ ...given }))];
  });

  it('asks for nothing that a browser lacks', () => {
    expect(bundle.external).toEqual([]);
    expect(bundle.inputs.filter((path) => /node_modules\/(@duckdb|commander)\/|src\/(cli|study\/read\/files|engines\/(sql|duckdb))\//.test(path))).toEqual([]);
  });

  it('finds no process, no Buffer and no require there', () => {
    const seen = runInContext('[typeof process, typeof Buffer, typeof require, typeof setImmediate]', createContext({ ...given }));
    expect(Array.from(seen)).toEqual(['undefined', 'undefined', 'undefined', 'undefined']);
  });

  it('is decided as it is here, to the last digit', () => {
    expect(JSON.parse(JSON.stringify(there))).toEqual(here);
    expect(here.verdicts.every((verdict) => ['launch', 'hold', 'do-not-launch'].includes(verdict))).toBe(true);
  });

  it('names no Node in its record', () => {
    expect(JSON.parse(there.results).provenance).toMatchObject({ engine: 'memory', command: 'analyze()' });
    expect(Object.keys(JSON.parse(there.results).provenance)).not.toContain('node');
    expect(there.memo + there.report).not.toMatch(/\bNode\b/);
  });

  it('says that it opens no files', () => {
    expect(there.refused).toContain('The study names its data as tickets.csv, and nothing here can open it.');
  });
});
