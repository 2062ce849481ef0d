import { type ChildProcess, fork } from 'node:child_process';
import { kindNamed } from './kinds.ts';
import { added, emptyTally, type Tally, tallyOf } from './tally.ts';
import { nameOf } from './try-out.ts';
import type { Chunk, Report } from './worker.ts';

export interface Crew {
  readonly workers: number;
  readonly bugs: string;
  readonly beside: readonly string[];
  onDone(chunk: Chunk, tally: Tally): void;
}

/** A process may take so much longer than a trial before it is given up, in milliseconds: it also has to start. */
const patience = 60_000;

/** Works off chunks in several processes. A trial that ends its process, or never ends, is a bug; the rest of its chunk goes to a new process. */
export async function workOff(chunks: readonly Chunk[], crew: Crew): Promise<void> {
  const left = [...chunks];
  const one = async (): Promise<void> => {
    let worker = startOf(crew);
    for (let chunk = left.shift(); chunk; chunk = left.shift()) {
      let tally = emptyTally(chunk.kind);
      for (;;) {
        const ended = await runIn(worker, chunk);
        if ('done' in ended) {
          tally = added(tally, ended.done);
          break;
        }
        tally = added(tally, lost(chunk, ended));
        chunk = { ...chunk, without: [...chunk.without, ended.at] };
        worker = startOf(crew);
      }
      crew.onDone(chunk, tally);
    }
    worker.kill();
  };
  await Promise.all(Array.from({ length: crew.workers }, one));
}

function startOf({ bugs, beside }: Crew): ChildProcess {
  return fork(new URL('worker.ts', import.meta.url), [bugs, ...beside], { execArgv: ['--import', 'tsx', '--max-old-space-size=4096'] });
}

interface Lost {
  readonly at: number;
  readonly why: string;
}

function runIn(worker: ChildProcess, chunk: Chunk): Promise<{ readonly done: Tally } | Lost> {
  const { limit } = kindNamed(chunk.kind);
  return new Promise((resolve) => {
    let at = chunk.from;
    let why = 'ends the process';
    const giveUp = (): void => {
      why = 'does not end';
      worker.kill('SIGKILL');
    };
    let timer = setTimeout(giveUp, limit + patience);
    const heard = (said: Report): void => {
      clearTimeout(timer);
      if ('done' in said) end({ done: said.done });
      else {
        at = said.at;
        timer = setTimeout(giveUp, limit + patience);
      }
    };
    const gone = (): void => end({ at, why });
    const end = (result: { readonly done: Tally } | Lost): void => {
      clearTimeout(timer);
      worker.off('message', heard);
      worker.off('exit', gone);
      resolve(result);
    };
    worker.on('message', heard);
    worker.on('exit', gone);
    worker.send(chunk);
  });
}

function lost({ kind: id, seed }: Chunk, { at, why }: Lost): Tally {
  return tallyOf(id, nameOf({ kind: kindNamed(id), seed, trial: at }), { verdict: 'bug', why, details: '', input: {}, ms: 0 });
}
