import { join } from 'node:path';
import pc from 'picocolors';
import { EstimandError } from '../errors/estimand-error.ts';
import { isOutside, magnitudes } from '../relation/magnitudes.ts';
import { printedJson, unpainted } from '../report/text/terminal.ts';
import { powerHtml, powerJson, powerMemo, powerSummary } from '../report.ts';
import { planPower } from '../study/power/plan-power.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import { exits } from './exit-codes.ts';
import { type Limits, withInterrupt } from './interrupt.ts';
import { type Workspace, withSpill, withWorkspace } from './output/workspace.ts';
import { writeSet } from './output/write-set.ts';
import { print, printAside } from './print.ts';
import { progressLine } from './progress.ts';
import { type ResourceFlags, resourcesFrom } from './resources.ts';

export interface PowerFlags extends Limits, ResourceFlags {
  readonly effect?: string;
  readonly power?: string;
  readonly units?: string;
  readonly perDay?: string;
  readonly simulate?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly allowPath?: readonly string[];
}

const names = ['power.md', 'power.html', 'power.json'] as const;

/** `estimand power`: the plan on stdout, and as files where a folder is named. */
export async function powerCommand(path: string, flags: PowerFlags): Promise<number> {
  const source = await readStudy(path);
  const given = Object.entries({ effect: flags.effect, power: flags.power, units: flags.units, unitsPerDay: flags.perDay, simulate: flags.simulate });
  const asked = Object.fromEntries(given.flatMap(([key, text]) => (text === undefined ? [] : [[key, numberIn(key, text)]])));
  const run = async (spill: string, workspace?: Workspace): Promise<number> => {
    const resources = await resourcesFrom(flags, spill);
    const progress = progressLine(process.stderr);
    const plan = await withInterrupt('the planning', flags, (signal) =>
      planPower(source, {
        ...asked,
        signal,
        resources,
        onProgress: progress.show,
        allowPaths: flags.allowPath ?? [],
        onStatements: (statements) => {
          if (flags.debug) for (const statement of statements) printAside(unpainted(`${statement}\n`));
        },
      }),
    ).finally(progress.clear);
    const json = powerJson(plan);
    const outputs = workspace ? names.map((name) => join(workspace.out, name)) : [];
    if (workspace) {
      const texts = [powerMemo(plan), powerHtml(plan), json];
      await writeSet(
        workspace,
        names.map((name, i) => [name, [texts[i]]] as const),
      );
    }
    print(flags.json ? printedJson(json) : powerSummary(plan, { color: process.stdout.isTTY === true && pc.isColorSupported, outputs }));
    return exits.done.code;
  };
  return flags.out === undefined ? withSpill((spill) => run(spill)) : withWorkspace(flags.out, names, (workspace) => run(workspace.spill, workspace));
}

const optionOf: Readonly<Record<string, string>> = { unitsPerDay: '--per-day' };

function numberIn(key: string, text: string): number {
  const value = Number(text);
  const sized = !isOutside(value);
  if (text.trim() !== '' && Number.isFinite(value) && sized) return value;
  const asked = sized ? 'a number' : `a number from ${magnitudes.least} to ${magnitudes.most} in size, or zero`;
  throw new EstimandError('option-invalid', { option: optionOf[key] ?? `--${key}`, found: `"${text}"`, asked });
}
