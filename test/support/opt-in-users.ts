import { optInSummaries } from '../../src/scenarios.ts';

export type UserRow = Readonly<Record<string, string | number | null>>;

/** The study of the scenario, and changes of its text. */
export const optInText = optInSummaries.study('users.csv');
export const design = (keys: string) => (study: string) => study.replace(/ {2}estimand: ate .*\n/, keys.replaceAll(/^/gm, '  ').concat('\n'));
export const covariates = (names: string) => (study: string) => study.replace('covariates: [skill, tier]', `covariates: [${names}]`);

/** Users of the scenario as rows. */
export function usersWhoChose(n: number, parameters: object = {}): readonly UserRow[] {
  const { columns } = optInSummaries.simulate({ n, seed: 1, ...parameters });
  return Array.from({ length: n }, (_, i) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])));
}
