import type { Finding } from '../../../estimate/finding.ts';

/** What has no error by clusters that may hold several arms. */
export const namedClustersRefusal = (outcome: string, cluster: string, what: string): Finding => ({
  check: 'named-clusters',
  about: { column: outcome },
  verdict: 'refuse',
  says: `${cluster} is not what was randomized and may hold several arms: errors by such clusters are not computed for ${outcome}, which is ${what}.`,
  mend: `Make the mean an outcome, whose errors are; or take cluster out, if units of one ${cluster} are not alike.`,
});
