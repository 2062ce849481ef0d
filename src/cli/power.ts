import { join } from 'node:path';
import pc from 'picocolors';
import { EstimandError } from '../errors/estimand-error.ts';
import { printedJson, unpainted } from '../report/text/terminal.ts';
import { powerHtml, powerJson, powerMemo, powerSummary } from '../report.ts';
import { planPower } from '../study/power/plan-power.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import { exits } from './exit-codes.ts';
import { withInterrupt } from './interrupt.ts';
import { print, printAside } from './print.ts';
import { progressLine } from './progress.ts';
import { expectWritable, writeAll } from './write-all.ts';

export interface PowerFlags {
  readonly effect?: string;
  readonly power?: string;
  readonly units?: string;
  readonly perDay?: string;
  readonly simulate?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly allowPath?: readonly string[];
  readonly debug?: boolean;
}

/** `estimand power`: the plan on stdout, and as files where a folder is named. */
export async function powerCommand(path: string, flags: PowerFlags): Promise<number> {
  const source = await readStudy(path);
  if (flags.out !== undefined) await expectWritable(flags.out);
  const numbers = Object.entries({ effect: flags.effect, power: flags.power, units: flags.units, unitsPerDay: flags.perDay, simulate: flags.simulate });
  const asked = Object.fromEntries(numbers.flatMap(([key, text]) => (text === undefined ? [] : [[key, numberIn(key, text)]])));
  const progress = progressLine(process.stderr);
  const plan = await withInterrupt('the planning', (signal) =>
    planPower(source, {
      ...asked,
      signal,
      onProgress: progress.show,
      allowPaths: flags.allowPath ?? [],
      onStatements: (statements) => {
        if (flags.debug) for (const statement of statements) printAside(unpainted(`${statement}\n`));
      },
    }),
  ).finally(progress.clear);
  const json = powerJson(plan);
  const outputs = flags.out === undefined ? [] : (['power.md', 'power.html', 'power.json'] as const).map((name) => join(flags.out ?? '', name));
  if (outputs.length > 0) {
    const texts = [powerMemo(plan), powerHtml(plan), json];
    await writeAll(outputs.map((file, i) => [file, texts[i]] as const));
  }
  print(flags.json ? printedJson(json) : powerSummary(plan, { color: process.stdout.isTTY === true && pc.isColorSupported, outputs }));
  return exits.done.code;
}

const optionOf: Readonly<Record<string, string>> = { unitsPerDay: '--per-day' };

function numberIn(key: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new EstimandError('option-invalid', { option: optionOf[key] ?? `--${key}`, found: `"${text}"`, asked: 'a number' });
}
