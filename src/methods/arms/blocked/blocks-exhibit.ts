import type { Estimate } from '../../../estimate/estimate.ts';
import { type Exhibit, mostRowsShown } from '../../../estimate/exhibit.ts';
import { sayCount } from '../../../estimate/say.ts';
import type { NamedStratum } from './strata.ts';

/** Units and difference of each block, unless there are very many. */
export function blocksExhibit({ id, estimand: { contrast, outcome } }: Estimate, strata: readonly NamedStratum[], blocks: string): readonly Exhibit[] {
  if (strata.length > mostRowsShown) return [];
  const largest = strata.reduce((a, b) => (unitsIn(b) > unitsIn(a) ? b : a));
  const says = `${strata.length} ${strata.length === 1 ? 'block' : 'blocks'} of ${blocks}; the largest, ${largest.block}, holds ${sayCount(unitsIn(largest))} units.`;
  return [
    {
      id,
      title: `${outcome} by ${blocks}`,
      kind: 'table',
      says,
      alt: `Units and mean ${outcome} of the arms in each block. ${says}`,
      columns: {
        block: strata.map((s) => s.block),
        [`units in arm ${contrast.control}`]: strata.map((s) => s.control.n),
        [`units in arm ${contrast.treatment}`]: strata.map((s) => s.treatment.n),
        [`mean in arm ${contrast.control}`]: strata.map((s) => s.control.mean),
        [`mean in arm ${contrast.treatment}`]: strata.map((s) => s.treatment.mean),
        difference: strata.map((s) => s.treatment.mean - s.control.mean),
      },
    },
  ];
}

const unitsIn = ({ treatment, control }: NamedStratum): number => treatment.n + control.n;
