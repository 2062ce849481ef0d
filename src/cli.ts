#!/usr/bin/env node
import { allowBrokenPipe, main } from './cli/main.ts';

allowBrokenPipe();
process.exitCode = await main(process.argv.slice(2));
