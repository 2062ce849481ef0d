import { coverage } from './coverage.ts';

coverage(2, 4);
