import { coverage } from './coverage.ts';

coverage(3, 4);
