import type { Finding } from '../../estimate/finding.ts';

/** What is said of blocks holds for the effect within them and for the adjusted one alike: it is said of the adjusted one, which speaks. */
export function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const adjusted = findings.filter(({ about }) => about.estimate?.startsWith('blocked-adjusted:'));
  const again = (f: Finding): boolean =>
    f.about.estimate?.startsWith('blocked:') === true &&
    adjusted.some(({ check, about }) => check === f.check && about.estimate === f.about.estimate!.replace('blocked:', 'blocked-adjusted:'));
  const same = (f: Finding, i: number): boolean =>
    f.check === 'missing-block' && findings.findIndex(({ check, says }) => check === f.check && says === f.says) < i;
  return findings.filter((f, i) => !again(f) && !same(f, i));
}
