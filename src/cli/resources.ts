import { resourcesOf } from '../engines/duckdb/resources.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import { sayCount } from '../estimate/say.ts';
import type { Resources } from '../relation/resources.ts';
import { unpainted } from '../report/text/terminal.ts';
import { printAside } from './print.ts';

export interface ResourceFlags {
  readonly memory?: string;
  readonly threads?: string;
  readonly disk?: string;
  readonly debug?: boolean;
}

/** What the database may take of the machine, with its folder for what does not fit into memory; with --debug it is told. Errors  option-invalid. */
export async function resourcesFrom(flags: ResourceFlags, temporary: string): Promise<Required<Resources>> {
  const { memory, threads, disk } = flags;
  const resources = await resourcesOf({
    ...(memory !== undefined && { memory: bytesIn('--memory', memory) }),
    ...(threads !== undefined && { threads: threadsIn(threads) }),
    ...(disk !== undefined && { disk: bytesIn('--disk', disk) }),
    temporary,
  });
  if (flags.debug) {
    const { memory, threads, disk } = resources;
    printAside(unpainted(`-- memory ${megabytes(memory)}, threads ${threads}, at most ${megabytes(disk)} in ${temporary}\n`));
  }
  return resources;
}

const megabytes = (bytes: number): string => `${sayCount(Math.floor(bytes / 1e6))} MB`;

const units: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 };
/** With less a database cannot begin. */
const leastBytes = 64e6;

function bytesIn(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]i?B)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit?.toUpperCase() ?? ''] ?? Number.NaN));
  if (bytes >= leastBytes && Number.isSafeInteger(bytes)) return bytes;
  throw new EstimandError('option-invalid', { option, found: `"${text}"`, asked: 'a size of at least 64MB, such as 500MB or 4GB' });
}

function threadsIn(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1024) return value;
  throw new EstimandError('option-invalid', { option: '--threads', found: `"${text}"`, asked: 'a whole number from 1 to 1024' });
}
