import type { Finding } from '../../../estimate/finding.ts';

/** What has no error by clusters that may hold several arms. */
export const namedClustersRefusal = (outcome: string, cluster: string, what: string): Finding => ({
  check: 'named-clusters',
  about: { column: outcome },
  verdict: 'refuse',
  says: `${cluster} is not what was randomized and may hold several arms: ${what} of ${outcome} has no errors by such clusters here.`,
  mend: `Read the effect on the mean of ${outcome} by ${cluster}, or take cluster out if units of one ${cluster} are not alike.`,
});
