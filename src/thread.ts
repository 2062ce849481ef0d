// What a thread runs that `estimand/workers` starts: every kind of heavy work, one line each, the list that grows.
import { serve } from './engines/workers/serve.ts';

serve([]);
