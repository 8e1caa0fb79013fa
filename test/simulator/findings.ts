import type { Plan } from './actions.ts'

/** A plan that fails, or once failed. `kind` is that of the failure, `what` says what is wrong. */
type Finding = { kind: string; what: string; plan: Plan }

const OFFICE: Plan['office'] = { system: 'nfcms', letters: 3, perPage: 20, order: 'newest first', validators: 'none' }
const CRAWL = { do: 'crawl', hours: 12 } as const

/** What the simulator found and is not mended yet, the most serious first. The list only becomes shorter. */
export const KNOWN: readonly Finding[] = [
  {
    kind: 'complete in an outage',
    what: 'a crawl is called complete when the site sends everything to its front page after the list was read',
    plan: {
      office: OFFICE,
      actions: [
        CRAWL,
        { do: 'unlist', letter: 2 },
        CRAWL,
        CRAWL,
        { do: 'trouble', trouble: 'front page', crawls: 1, from: 3 },
        { do: 'crawl', hours: 30 },
      ],
    },
  },
  {
    kind: 'false text in letter.published',
    what: 'a cache answers the first request for a new letter with another letter: its text is recorded, and corrected as if the office had edited it',
    plan: {
      office: OFFICE,
      actions: [{ do: 'fault', letter: 1, fault: 'mixed up', crawls: 1, once: true, other: 3 }, CRAWL],
    },
  },
  {
    kind: 'false letter.delisted',
    what: 'a letter that moved counts as missing since it left its former address: pushed off a full list afterwards, it is announced as delisted',
    plan: {
      office: { ...OFFICE, letters: 4, cap: 4 },
      actions: [CRAWL, { do: 'move', letter: 4, former: 'redirect' }, CRAWL, { do: 'publish together', letters: [5, 6, 7, 8] }],
    },
  },
  {
    kind: 'false letter.delisted',
    what: 'of letters of one day those that newer ones push off a full list are announced as delisted',
    plan: {
      office: { ...OFFICE, cap: 3 },
      actions: [{ do: 'publish together', letters: [4, 5, 6] }, CRAWL, { do: 'publish together', letters: [7, 8] }],
    },
  },
  {
    kind: 'false letter.restored',
    what: 'a letter is restored while the server answers that its list is unchanged: it is announced as not listed, and once more later',
    plan: {
      office: { ...OFFICE, letters: 5, validators: 'stuck' },
      actions: [
        CRAWL,
        CRAWL,
        { do: 'delete', letter: 4 },
        CRAWL,
        CRAWL,
        { do: 'crawl', hours: 30 },
        { do: 'restore', letter: 4 },
      ],
    },
  },
  {
    kind: 'missed letter.edited',
    what: 'a site with fewer than three letters is redesigned: no template is learned again, and no edit is found any more',
    plan: {
      office: OFFICE,
      actions: [CRAWL, { do: 'delete', letter: 2 }, { do: 'redesign' }, { do: 'edit', letter: 1, how: 'figure', value: 7 }],
    },
  },
  {
    kind: 'missed letter.delisted',
    what: 'the oldest letter is taken off a list that then grows: it is taken for one that newer letters pushed off',
    plan: {
      office: OFFICE,
      actions: [
        CRAWL,
        { do: 'publish together', letters: [4, 5] },
        { do: 'unlist', letter: 1 },
        CRAWL,
        { do: 'publish', letter: 6 },
      ],
    },
  },
  {
    kind: 'complete in an outage',
    what: 'a crawl is complete although the site answered 404 for every letter on the list',
    plan: { office: OFFICE, actions: [{ do: 'trouble', trouble: '404', crawls: 1, from: 3 }, CRAWL] },
  },
  {
    kind: 'missed letter.withdrawn',
    what: 'of a column with fewer than three letters nothing is read after a redesign: no withdrawal is recorded, and no crawl is complete',
    plan: { office: OFFICE, actions: [CRAWL, { do: 'delete', letter: 2 }, { do: 'redesign' }] },
  },
  {
    kind: 'not complete when an address redirects',
    what: 'a crawl in which a letter moved is partial when its former address redirects to the new one',
    plan: { office: OFFICE, actions: [CRAWL, { do: 'move', letter: 3, former: 'redirect' }] },
  },
]

/** What the simulator found and is mended. */
export const MENDED: readonly Finding[] = [
  {
    kind: 'false letter.withdrawn',
    what: 'a letter that moved is announced as withdrawn while its page at the new address cannot be read, although the list has its title',
    plan: {
      office: { ...OFFICE, letters: 4 },
      actions: [
        CRAWL,
        { do: 'move', letter: 4, former: 'gone' },
        { do: 'fault', letter: 4, fault: '403', crawls: 4, once: false, other: 1 },
        CRAWL,
        CRAWL,
        CRAWL,
      ],
    },
  },
  {
    kind: 'false letter.moved',
    what: 'a cache answers the first request for a new letter with a letter that moved: the letter is announced at the address of the new one',
    plan: {
      office: OFFICE,
      actions: [
        CRAWL,
        { do: 'publish', letter: 4 },
        { do: 'fault', letter: 4, fault: 'mixed up', crawls: 1, once: true, other: 2 },
        { do: 'move', letter: 2, former: 'redirect' },
        { do: 'crawl', hours: 1 },
      ],
    },
  },
  {
    kind: 'false text in letter.edited',
    what: 'a cache answers with another letter, which is edited in the same crawl: the text of that one is announced as an edit',
    plan: {
      office: { ...OFFICE, letters: 7 },
      actions: [
        CRAWL,
        { do: 'fault', letter: 6, fault: 'mixed up', crawls: 3, once: false, other: 5 },
        { do: 'edit', letter: 5, how: 'figure', value: 57 },
        CRAWL,
      ],
    },
  },
]
