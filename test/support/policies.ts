import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Asking } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';

/** What comes of work that asks no rows. */
export const learned = <T>(asking: Asking<T>): T => runSync(fromColumns({ none: [] }), asking);
