#!/usr/bin/env node
import { endOnUncaught } from '../errors.ts'
import { runProgram } from './program.ts'

endOnUncaught()
await runProgram(process.argv.slice(2))
