declare module 'dynalite' {
  import type { Server } from 'node:http'
  /** A stand-in for DynamoDB that stores its tables in memory. */
  export default function dynalite(options: { createTableMs?: number }): Server
}
