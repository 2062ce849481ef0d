import type { Protocol } from '../protocol/protocol.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { levels } from '../relation/requests.ts';
import type { Column } from '../relation/schema.ts';
import { firstLook } from './first-look.ts';
import { type SettledMeasured, settleMeasured } from './measured/settle-measured.ts';
import { settleScales } from './outcome-scale.ts';
import type { StudySource } from './parse-study.ts';
import { protocolOf } from './protocol-of.ts';
import { withinUnits } from './within-units.ts';

/**
 * What must be known of the data before the plan stands: that the arms are those of the study, how many blocks there are, what varies within units, and
 * limits that are quantiles.
 *
 * Errors  those of the first look and of scales, at the lines of the study.
 */
export function* settled(source: StudySource, declared: readonly Column[], schema: readonly Column[]): Asking<SettledMeasured> {
  const first = protocolOf(source, declared);
  const [, shared, blocks, actions] = yield* all([firstLook(first, source), withinUnits(source, schema), blockCount(first), loggedActions(first)]);
  const scales = yield* settleScales(protocolOf(source, declared, { blocks, actions }), source);
  const measured = yield* settleMeasured(scales.protocol, scales.protocol.trigger);
  return { ...measured, findings: [...shared, ...scales.findings, ...measured.findings] };
}

function* blockCount({ blocks }: Protocol): Asking<number> {
  return blocks === undefined ? 0 : (yield* ask(levels({ of: blocks }))).groups.length;
}

function* loggedActions({ routing }: Protocol): Asking<readonly string[]> {
  return routing === undefined ? [] : (yield* ask(levels({ of: routing.action }))).groups.map((g) => g.key[0]);
}
