import { type EditKind, EDIT_KINDS, edited } from './letters.ts'
import { type Fault, FAULTS, type FormerAddress, type Office, type OfficeSetup, type Trouble, TROUBLES } from './office.ts'

/** One thing that happens, in the order of a plan. `crawls`: for how many crawls it lasts; `letter` is the key of a letter. */
type Action =
  | { do: 'crawl'; hours: number }
  | { do: 'publish'; letter: number }
  | { do: 'publish together'; letters: number[] }
  | { do: 'edit'; letter: number; how: EditKind; value: number; after?: number }
  | { do: 'unlist' | 'delete' | 'lose page' | 'restore' | 'pin'; letter: number }
  | { do: 'move'; letter: number; former: FormerAddress }
  | { do: 'reorder' | 'redesign' | 'count visits' | 'migrate' }
  | { do: 'trouble'; trouble: Trouble; crawls: number; from: number }
  | { do: 'fault'; letter: number; fault: Fault; crawls: number; once: boolean; other: number }

/** An office, and what happens to it. */
export type Plan = { office: OfficeSetup; actions: Action[] }

/** Does `action` to the office; one that does not apply, such as an edit of a letter that does not exist, does nothing. */
export function perform(office: Office, action: Action): void {
  switch (action.do) {
    case 'crawl':
      return
    case 'publish':
      office.publish(action.letter)
      return
    case 'publish together':
      for (const key of action.letters) office.publish(key)
      return
    case 'trouble': {
      const { trouble, crawls, from } = action
      office.trouble = { trouble, crawls, from }
      return
    }
    case 'reorder':
      office.setup.order = office.setup.order === 'newest first' ? 'oldest first' : 'newest first'
      return
    case 'redesign':
      office.skin = office.skin.endsWith('-new') ? office.setup.system : `${office.setup.system}-new`
      return
    case 'count visits':
      office.isCluttered = true
      return
    case 'migrate':
      for (const letter of office.letters.values()) if (letter.page && letter.listed) office.move(letter, 'gone')
      return
    case 'edit':
    case 'unlist':
    case 'delete':
    case 'lose page':
    case 'restore':
    case 'pin':
    case 'move':
    case 'fault':
      performOn(office, action)
  }
}

function performOn(office: Office, action: Extract<Action, { letter: number }>): void {
  const letter = office.letters.get(action.letter)
  if (!letter) return
  switch (action.do) {
    case 'publish':
      return
    case 'edit': {
      const change = () => {
        letter.body = edited(letter.body, letter.key, action.how, action.value)
      }
      if (action.after === undefined) change()
      else office.during = { after: action.after, change }
      return
    }
    case 'unlist':
      letter.listed = false
      return
    case 'delete':
      letter.listed = letter.page = false
      return
    case 'lose page':
      letter.page = false
      return
    case 'restore':
      letter.listed = letter.page = true
      return
    case 'pin':
      letter.pinned = !letter.pinned
      return
    case 'move':
      office.move(letter, action.former)
      return
    case 'fault': {
      const { fault, crawls, once, other } = action
      office.faults.set(action.letter, { fault, crawls, once, other })
    }
  }
}

/** An action in words. */
function wordsOf(action: Action): string {
  switch (action.do) {
    case 'crawl':
      return `crawl, ${action.hours} h after the crawl before`
    case 'publish':
      return `publish letter ${action.letter}`
    case 'publish together':
      return `publish letters ${action.letters.join(', ')} at once`
    case 'edit': {
      const when = action.after === undefined ? '' : `, after request ${action.after} of the next crawl`
      return `edit letter ${action.letter} (${action.how}, ${action.value})${when}`
    }
    case 'unlist':
      return `take letter ${action.letter} off the list; its page stays`
    case 'delete':
      return `delete letter ${action.letter}: row and page`
    case 'lose page':
      return `delete the page of letter ${action.letter}; its row stays`
    case 'restore':
      return `restore letter ${action.letter}: row and page`
    case 'pin':
      return `pin or unpin letter ${action.letter}`
    case 'move':
      return `move letter ${action.letter} to another address; the former one ${action.former === 'gone' ? 'is gone' : action.former === 'redirect' ? 'redirects' : 'still opens'}`
    case 'reorder':
      return 'turn the order of the list'
    case 'redesign':
      return 'redesign the site'
    case 'count visits':
      return 'print a counter and a clock on the pages of letters'
    case 'migrate':
      return 'move all letters to new addresses; the former ones are gone'
    case 'trouble':
      return `for ${action.crawls} crawls, from request ${action.from} on, the site answers everything with: ${action.trouble}`
    case 'fault': {
      const when = action.once ? ', at the first request of each' : ''
      const other = action.fault === 'mixed up' ? ` (letter ${action.other})` : ''
      return `for ${action.crawls} crawls${when}, the page of letter ${action.letter} is ${action.fault}${other}`
    }
  }
}

/** A plan in words, one line each. */
export function wordsOfPlan({ office, actions }: Plan): string[] {
  const { system, letters, perPage, order, cap, validators } = office
  const capped = cap === undefined ? '' : `, at most ${cap} on the list`
  return [
    `an office with ${letters} letters (${system}, ${perPage} rows a page, ${order}, validators ${validators}${capped})`,
    ...actions.map(wordsOf),
  ]
}

/** Numbers from 0 to 1 that follow from `seed` (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Dice = ReturnType<typeof diceOf>

function diceOf(seed: number) {
  const random = randomOf(Math.imul(seed, 0x9e3779b1))
  const below = (limit: number) => Math.floor(random() * limit)
  const choose = <T>(from: readonly T[]): T => {
    const chosen = from[below(from.length)]
    if (chosen === undefined) throw new Error('Cannot choose from an empty list')
    return chosen
  }
  return { below, choose, isWithin: (share: number) => random() < share }
}

/** The plan of a seed: always the same. */
export function planOf(seed: number): Plan {
  const dice = diceOf(seed)
  const letters = 3 + dice.below(dice.isWithin(0.2) ? 10 : 3)
  const office: OfficeSetup = {
    system: dice.choose(['nfcms', 'trs']),
    letters,
    perPage: dice.choose([4, 20, 20]),
    order: dice.choose(['newest first', 'newest first', 'oldest first']),
    ...(dice.isWithin(0.12) && { cap: letters, perPage: 20 }),
    validators: dice.choose(['none', 'honest', 'honest', 'stuck', 'frozen']),
  }
  const actions: Action[] = dice.isWithin(0.9) ? [{ do: 'crawl', hours: 12 }] : []
  let known = letters
  for (let length = 2 + dice.below(9); length > 0; length--) {
    const action = actionOf(dice, known)
    if (action.do === 'publish') known++
    if (action.do === 'publish together') known += action.letters.length
    actions.push(action)
    if (dice.isWithin(0.6)) actions.push({ do: 'crawl', hours: dice.choose([1, 12, 12, 30]) })
  }
  return { office, actions }
}

function actionOf(dice: Dice, known: number): Action {
  const letter = 1 + dice.below(known)
  const edit = (): Action => ({ do: 'edit', letter, how: dice.choose(EDIT_KINDS), value: dice.below(400) })
  const choices: [weight: number, make: () => Action][] = [
    [6, edit],
    [1, () => ({ ...edit(), after: dice.below(12) }) as Action],
    [3, () => ({ do: 'publish', letter: known + 1 })],
    [1, () => ({ do: 'publish together', letters: Array.from({ length: 2 + dice.below(4) }, (_, at) => known + 1 + at) })],
    [3, () => ({ do: 'unlist', letter })],
    [3, () => ({ do: 'delete', letter })],
    [1, () => ({ do: 'lose page', letter })],
    [3, () => ({ do: 'restore', letter })],
    [1, () => ({ do: 'pin', letter })],
    [3, () => ({ do: 'move', letter, former: dice.choose(['gone', 'redirect', 'stays'] as const) })],
    [1, () => ({ do: 'reorder' })],
    [1.5, () => ({ do: 'redesign' })],
    [1, () => ({ do: 'count visits' })],
    [0.3, () => ({ do: 'migrate' })],
    [
      4,
      () => ({
        do: 'trouble',
        trouble: dice.choose(TROUBLES),
        crawls: 1 + dice.below(4),
        from: dice.choose([0, 1, 2, 3, 5]),
      }),
    ],
    [
      3,
      () => ({
        do: 'fault',
        letter,
        fault: dice.choose(FAULTS),
        crawls: 1 + dice.below(3),
        once: dice.isWithin(0.6),
        other: 1 + dice.below(known),
      }),
    ],
  ]
  const total = choices.reduce((sum, [weight]) => sum + weight, 0)
  let at = dice.below(total * 1000) / 1000
  for (const [weight, make] of choices) if ((at -= weight) < 0) return make()
  return edit()
}
