import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileLink } from '../report/text/terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const programs: ReadonlySet<string> = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper']);

/** Since 0.50 VTE, which most terminals of Linux are made of, opens links; written 5000. */
const vteSince = 5000;

/** Whether a terminal is known to open links (OSC 8). One that does not know them may print them. */
export function opensLinks(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  if (stream.isTTY !== true || env.TERM === 'dumb' || env.CI !== undefined || env.TMUX !== undefined) return false;
  const byProgram = programs.has(env.TERM_PROGRAM ?? '') || env.WT_SESSION !== undefined || env.KONSOLE_VERSION !== undefined;
  return byProgram || Number(env.VTE_VERSION) >= vteSince || /^(xterm-kitty|alacritty|foot)/.test(env.TERM ?? '');
}

/** Addresses of output files, where they can be opened. */
export function fileLinks(
  paths: readonly string[],
  stream: { readonly isTTY?: boolean } = process.stdout,
  env: Environment = process.env,
): readonly FileLink[] {
  return opensLinks(stream, env) ? paths.map((shown) => ({ shown, href: pathToFileURL(resolve(shown)).href })) : [];
}
