#!/usr/bin/env node
import { allowBrokenPipe } from './cli/allow-broken-pipe.ts';
import { main } from './cli/main.ts';

allowBrokenPipe();
process.exitCode = await main(process.argv.slice(2));
