import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** The run that a temporary folder belongs to, which its name tells. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly token: string;
}

const written = /^\.estimand-([0-9a-f]{8})-(\d+)-([0-9a-f]{16})$/;
const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Tokens of runs that this process has not ended. */
const open = new Set<string>();

/** A run of this process, under a name that nobody can foresee. */
export function newOwner(): Owner {
  const token = randomBytes(8).toString('hex');
  open.add(token);
  return { host: here, pid: process.pid, token };
}

export const ended = ({ token }: Owner): void => {
  open.delete(token);
};

export const folderName = ({ host, pid, token }: Owner): string => `.estimand-${host}-${pid}-${token}`;

export function ownerOf(name: string): Owner | undefined {
  const [, host, pid, token] = written.exec(name) ?? [];
  return token === undefined ? undefined : { host, pid: Number(pid), token };
}

/** Whether a run is still under way; of another machine that cannot be known. */
export function stateOf({ host, pid, token }: Owner): 'running' | 'ended' | 'elsewhere' {
  if (host !== here) return 'elsewhere';
  if (pid === process.pid) return open.has(token) ? 'running' : 'ended';
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'running' : 'ended';
  }
}
