import { coverage } from './coverage.ts';

coverage(4, 4);
