/** Who speaks in the feeds. Not the office: it wrote the letters, not what we say of them. */
export const AUTHOR = 'letterwatch'

/** The name space of our own elements, as frozen as the ids of entries are. */
export const NAMESPACE = 'tag:letterwatch.invalid,2026:ns'

/** The style sheet of a feed that somebody opens in a browser, relative to the record's root. */
export const STYLESHEET = 'feed.css'
