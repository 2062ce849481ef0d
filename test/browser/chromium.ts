import { execFileSync } from 'node:child_process';

/** The browser of the machine, or the one that CHROMIUM names. */
export const chromium = process.env.CHROMIUM ?? 'chromium';

function isThere(): boolean {
  try {
    return execFileSync(chromium, ['--version'], { stdio: 'pipe' }).length > 0;
  } catch {
    return false;
  }
}

export const installed = isThere();
if (!installed) console.warn(`Skipped: there is no ${chromium} on this machine. Install it, or name another with CHROMIUM.`);
