import { integerIn } from '../../relation/integer-in.ts';
import type { MomentsReply } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { Centring } from './moments-sql.ts';
import type { ScanRequest } from './scan.ts';

/** Squared distance of a mean from its centre, in variances, at which a co-moment is still good to some twelve digits. */
const farthest = 1e4;

/** Sums of squares of whole numbers are exact below this, with room for the centre's eight bits, twice. */
const exactBelow = 2 ** 37;

/**
 * Is a mean so far from the constant that sums were centred on that its co-moments lost digits? So it is where a group lies far from the first
 * rows, or is constant: for whole numbers a spread of zero is proof enough of that.
 */
export function farFromCentre(asked: ScanRequest, { groups }: Pick<MomentsReply, 'groups'>, centring: Centring, schema: readonly Column[]): boolean {
  if (centring.kind === 'groups') return false;
  const { columns, weight } = asked.request;
  const whole = Object.values(columns).map((e) => integerIn(schema, e) && (weight === undefined || weight.kind === 'frequency'));
  const p = whole.length;
  return groups.some(({ moments: m }) =>
    asked.measures.some((measure, i) => {
      const distance = m.weight * (m.mean[i] - centring.shifts[measure]) ** 2;
      const spread = m.comoment[i * (p + 1)];
      const surelyConstant = m.n === 1 || (whole[i] && spread === 0 && distance < exactBelow);
      return distance > farthest * (surelyConstant ? m.weight * m.mean[i] ** 2 : spread);
    }),
  );
}
