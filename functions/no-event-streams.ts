/**
 * Stands in bundles for `@smithy/core/event-streams`: nothing that a function asks of Amazon answers in a stream of events. What all protocols
 * share imports it later, so that esbuild would leave nothing out of the 175 modules it rests on: 20 kB and 6 ms of every start.
 */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config

export function eventStreamSerdeProvider(): never {
  throw new Error('Cannot read a stream of events: bundles hold nothing that does')
}
