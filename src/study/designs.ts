// Every way of rolling out that a study can declare, one line each. The study schema, its JSON Schema, its errors and all that is asked come from this list.
import { beforeAfter } from '../methods/before-after/design.ts';
import { globalLaunch } from '../methods/global-launch/design.ts';
import { optIn } from '../methods/opt-in/design.ts';
import { randomized } from '../methods/randomized/design.ts';
import { routing } from '../methods/routing/design.ts';
import { stagedRollout } from '../methods/staged-rollout/design.ts';
import { threshold } from '../methods/threshold/design.ts';

export const designs = [randomized, routing, beforeAfter, stagedRollout, optIn, threshold, globalLaunch] as const;
