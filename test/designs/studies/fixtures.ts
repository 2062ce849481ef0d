import type { Design } from '../../../src/protocol/design.ts';
import { designs as ours } from '../../../src/study/designs.ts';
import { toy as toyDesign } from '../toy.ts';
import { beforeAfter } from './before-after.ts';
import type { Fixture } from './fixture.ts';
import { globalLaunch } from './global-launch.ts';
import { optIn } from './opt-in.ts';
import { randomized } from './randomized.ts';
import { routing } from './routing.ts';
import { stagedRollout } from './staged-rollout.ts';
import { threshold } from './threshold.ts';
import { toy } from './toy.ts';

/** One line a design. */
const fixtures: readonly Fixture[] = [randomized, routing, beforeAfter, stagedRollout, optIn, threshold, globalLaunch, toy];

/** Every design, and the smallest one there is. */
export const designs: readonly Design[] = [...ours, toyDesign];

export const kindOf = ({ keys }: Design): string => String(keys.shape.kind._zod.def.values?.[0]);

/** What is missing is said when the first test asks for it, not when files are read. */
export function fixtureOf(kind: string): Fixture {
  const found = fixtures.find((fixture) => fixture.kind === kind);
  if (found) return found;
  throw new Error(
    `No studies of the design ${kind}: write test/designs/studies/${kind}.ts with a sound study, its rows and the changes that write each of its keys (randomized.ts is the pattern), and enter it in test/designs/studies/fixtures.ts.`,
  );
}
