/** What one fetch came to. Only `read` can make a version; only `gone` can help a withdrawal. */
export type Outcome = 'read' | 'unchanged' | 'gone' | 'blocked' | 'unreachable' | 'unreadable'
