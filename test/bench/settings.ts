/** How the bench crawls: without pauses, and as much as there is. */
export const SETTINGS = { pauseMs: 0, confirmAfterMs: 0, maxRequests: 100_000 }
