#!/usr/bin/env node
import { run } from './bootstrap.mjs'

await run(['apps/cli/main.ts', ...process.argv.slice(2)], process.cwd())
