import { createInterface } from 'node:readline';
import { csvHeader, textOf } from './csv-header.ts';
import { csvRecords } from './csv-records.ts';
import type { Into } from './paths.ts';

/** The file and the one-based line of the first row that holds a text at the end of a way, in files of lines. */
export async function lineIn(paths: readonly string[], steps: readonly Into[], text: string): Promise<{ readonly path?: string; readonly line?: number }> {
  for (const path of paths) {
    const line = await lineOf(path, steps, text);
    if (line !== undefined) return { path, line };
  }
  return {};
}

/** The one-based line of the first row that holds a text at the end of a way. */
export async function lineOf(path: string, steps: readonly Into[], text: string): Promise<number | undefined> {
  if (/\.(csv|tsv)(\.gz)?$/i.test(path)) return lineOfCsv(path, steps, text);
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? lineOfJson(path, steps, text) : undefined;
}

/** The one-based line of the first row of a CSV file that holds a text at the end of a way: in a cell, or in JSON within it. */
async function lineOfCsv(path: string, [top, ...rest]: readonly Into[], text: string): Promise<number | undefined> {
  const { delimiter, names } = await csvHeader(path);
  const place = top.kind === 'field' ? names.indexOf(top.name) : -1;
  for await (const { line, cells } of csvRecords(textOf(path), delimiter)) if (said(along(cells[place], rest)) === text) return line;
  return undefined;
}

/** The one-based line of the first row of JSON lines that holds a text at the end of a way. */
async function lineOfJson(path: string, steps: readonly Into[], text: string): Promise<number | undefined> {
  let line = 0;
  for await (const written of createInterface({ input: textOf(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (said(along(parsed(written), steps)) === text) return line;
  }
  return undefined;
}

/** As DuckDB writes it. */
function said(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

function along(value: unknown, steps: readonly Into[]): unknown {
  return steps.reduce((at, step): unknown => {
    if (step.kind === 'field' || step.kind === 'key') return fieldOf(at, step.name);
    if (step.kind === 'item') return Array.isArray(at) ? at[step.place - 1] : undefined;
    if (step.kind === 'attribute')
      return Array.isArray(at)
        ? fieldOf(
            at.find((one) => fieldOf(one, 'key') === step.name),
            'value',
          )
        : undefined;
    if (step.kind === 'kinds') return step.names.map((name) => fieldOf(at, name)).find((one) => one !== undefined && one !== null);
    return step.kind === 'pointer' ? pointed(typeof at === 'string' ? parsed(at) : at, step.to) : undefined;
  }, value);
}

function pointed(value: unknown, to: string): unknown {
  const keys = to.split('/').slice(1);
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')).reduce((at, key) => fieldOf(at, key), value);
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

// DuckDB reads what JSON.parse does not.
const notNumbers = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

function parsed(written: string): unknown {
  try {
    return JSON.parse(written.replaceAll(notNumbers, (found) => (found.startsWith('"') ? found : `"${found}"`)));
  } catch {
    return undefined;
  }
}
