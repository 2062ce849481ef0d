import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tried } from './try-out.ts';

/** Of one bug no more inputs are kept. */
const mostKept = 3;

/** Puts the input of a bug into a folder, with what is wrong and how to repeat it. */
export function keepBug(folder: string, name: string, beside: readonly string[], { why = '', details = '', input }: Tried): void {
  const bug = join(folder, `${name.split(':')[0]}-${createHash('sha256').update(why).digest('hex').slice(0, 8)}`);
  if (existsSync(bug) && readdirSync(bug).length >= mostKept) return;
  const own = join(bug, name.replaceAll(':', '-'));
  mkdirSync(own, { recursive: true });
  for (const [file, content] of Object.entries(input)) writeFileSync(join(own, file), content);
  writeFileSync(
    join(own, 'bug.txt'),
    `${why}\n\n${details}\n\nRepeat it: npm run fuzz -- ${[...beside.map((path) => `--with ${path}`), `--only ${name}`].join(' ')}\n`,
  );
}
