import { join } from 'node:path';
import pc from 'picocolors';
import { startWorkers } from '../engines/workers/start-workers.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import { printedJson } from '../report/text/terminal.ts';
import { replayJson, replayMemo, replaySummary } from '../report.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import { replayStudy } from '../study/replay/replay-study.ts';
import { exits } from './exit-codes.ts';
import { type Limits, withInterrupt } from './interrupt.ts';
import { type Workspace, withSpill, withWorkspace } from './output/workspace.ts';
import { writeSet } from './output/write-set.ts';
import { print } from './print.ts';
import { progressLine } from './progress.ts';
import { type ResourceFlags, resourcesFrom } from './resources.ts';

export interface ReplayFlags extends Limits, ResourceFlags {
  readonly draws?: string;
  readonly seed?: string;
  readonly rows?: string;
  readonly effect?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly allowPath?: readonly string[];
}

const names = ['replay.md', 'replay.json'] as const;

/** `estimand replay`: the study analysed again and again with its arms drawn anew; on stdout, and as files where a folder is named. */
export async function replayCommand(path: string, flags: ReplayFlags): Promise<number> {
  const source = await readStudy(path);
  const asked = {
    ...numbered('draws', flags.draws),
    ...numbered('seed', flags.seed),
    ...numbered('effect', flags.effect),
    ...(flags.rows !== undefined && { rows: whichIn(flags.rows) }),
  };
  const run = async (spill: string, workspace?: Workspace): Promise<number> => {
    const resources = await resourcesFrom(flags, spill);
    const progress = progressLine(process.stderr);
    const workers = startWorkers({ threads: resources.threads });
    const replay = await withInterrupt('the replay', flags, (signal) =>
      replayStudy(source, { ...asked, signal, resources, workers, onProgress: progress.show, allowPaths: flags.allowPath ?? [] }),
    ).finally(async () => {
      progress.clear();
      await workers.close();
    });
    const json = replayJson(replay);
    const outputs = workspace ? names.map((name) => join(workspace.out, name)) : [];
    if (workspace) {
      await writeSet(workspace, [
        [names[0], [replayMemo(replay)]],
        [names[1], [json]],
      ]);
    }
    print(flags.json ? printedJson(json) : replaySummary(replay, { color: process.stdout.isTTY === true && pc.isColorSupported, outputs }));
    return exits.done.code;
  };
  return flags.out === undefined ? withSpill((spill) => run(spill)) : withWorkspace(flags.out, names, (workspace) => run(workspace.spill, workspace));
}

function numbered(key: string, text: string | undefined): Readonly<Record<string, number>> {
  if (text === undefined) return {};
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return { [key]: value };
  throw new EstimandError('option-invalid', { option: `--${key}`, found: `"${text}"`, asked: 'a number' });
}

function whichIn(text: string): 'all' | 'control' {
  if (text === 'all' || text === 'control') return text;
  throw new EstimandError('option-invalid', { option: '--rows', found: `"${text}"`, asked: 'control or all' });
}
