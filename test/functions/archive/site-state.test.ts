import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSiteStates, type SiteStates } from '../../../functions/archive/site-state.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import type { Fact } from '../../../shared/entry.ts'
import { emptySiteState, type SiteState } from '../../../shared/ledger/site-state.ts'
import { applyToSiteState } from '../../../shared/ledger/site-state-reducer.ts'
import { edited, entriesOf, held, holding, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { openLagging } from '../lagging-table.ts'
import { type EmulatedTable, startTable } from '../../emulated-table.ts'

let made: EmulatedTable
let states: SiteStates
beforeEach(async () => {
  made = await startTable()
  states = openSiteStates(made.store, 50)
})
afterEach(() => made.close())

const LEDGER = [opened(), ...Array.from({ length: 60 }, (_, index) => published(String(1001 + index)))]

function stateOf(facts: Fact[]): SiteState {
  const state = emptySiteState('cppcc', 'test')
  for (const entry of entriesOf('cppcc', facts)) applyToSiteState(state, entry)
  return state
}

/** The letters and the held updates of a state. */
const contentOf = (state: SiteState | undefined) =>
  state && { sequence: state.sequence, letters: state.letters, held: state.held }
const loaded = async (from = states) => {
  const manifest = await from.manifest('cppcc')
  return contentOf(manifest && (await from.load(manifest)))
}
const save = async (facts: Fact[], isFull = false, into = states) =>
  into.save(stateOf(facts), await states.manifest('cppcc'), isFull)

/** The table: notes the rows that are put into it, and fails at the row at which `dies`. */
function watched(dies: (row: Row) => boolean = () => false): { store: Store; put: string[] } {
  const put: string[] = []
  const note = (row: Row) => {
    if (dies(row)) throw new Error('killed')
    put.push(row.sk)
  }
  const store: Store = {
    ...made.store,
    put: async (row) => {
      note(row)
      await made.store.put(row)
    },
    replace: async (row, field, value) => {
      note(row)
      return made.store.replace(row, field, value)
    },
  }
  return { store, put }
}

test('a state is loaded as it was saved, with its held updates and its newest events', async () => {
  const facts = [...LEDGER, edited('1007'), holding(2), held(edited('1008')), held(published('1099'))]
  expect(await save(facts)).toBe(true)
  expect(await loaded()).toEqual(contentOf(stateOf(facts)))
  const manifest = await states.manifest('cppcc')
  expect([manifest?.summary?.events.before, manifest?.summary?.events.newest.length]).toEqual([12, 50])
})

test('an edit writes the part with its letter, the part with its entry and the manifest, whatever the number of letters', async () => {
  await save(LEDGER)
  const { store, put } = watched()
  expect(await save([...LEDGER, edited('1007')], false, openSiteStates(store, 50))).toBe(true)
  expect(put).toEqual(['00000000#1#0', '00000006#1#0', 'cppcc'])
  expect(await loaded()).toEqual(contentOf(stateOf([...LEDGER, edited('1007')])))
})

test('a state that was loaded has the same JSON as one that was reduced: no part is written again', async () => {
  await save(LEDGER)
  const manifest = await states.manifest('cppcc')
  const state = manifest && (await states.load(manifest))
  const { store, put } = watched()
  if (state) await openSiteStates(store, 50).save(state, manifest, false)
  expect(put).toEqual(['cppcc'])
})

test('a save that is cut short anywhere leaves the state as it was', async () => {
  await save(LEDGER)
  const after = [...LEDGER, edited('1007'), edited('1031')]
  for (const last of ['00000000#1#0', '00000003#1#0', '00000006#1#0', 'cppcc']) {
    const { store } = watched(({ sk }) => sk === last)
    await expect(save(after, false, openSiteStates(store, 50))).rejects.toThrow('killed')
    expect(await loaded()).toEqual(contentOf(stateOf(LEDGER)))
  }
  expect(await save(after)).toBe(true)
  expect(await loaded()).toEqual(contentOf(stateOf(after)))
})

test('of two saves at once one is refused, also when both have the same entries, and no state mixes both', async () => {
  await save(LEDGER)
  const before = await states.manifest('cppcc')
  const [one, other] = [stateOf([...LEDGER, edited('1007')]), stateOf(LEDGER)]
  expect(await states.save(other, before, true)).toBe(true)
  expect(await states.save(one, before, false)).toBe(false)
  const after = await loaded()
  expect(after === undefined || after.sequence === other.sequence).toBe(true)
})

test('parts that a stale answer lacks are read again', async () => {
  await save(LEDGER)
  const lagging = openLagging(made.store)
  await lagging.stop()
  await save([...LEDGER, edited('1007')])
  expect(await loaded(openSiteStates(lagging.store, 50))).toEqual(contentOf(stateOf([...LEDGER, edited('1007')])))
})

test('a state of which a part is lost or was altered is not loaded', async () => {
  await save(LEDGER)
  const key = { pk: 'site-parts#cppcc', sk: '00000003#0#0' }
  const row = await made.store.get(key)
  await made.store.put({ ...key, of: 1, bytes: Buffer.from('no packed text') })
  expect(await loaded()).toBeUndefined()
  await made.store.remove(key)
  expect(await loaded()).toBeUndefined()
  await save(LEDGER, true)
  expect(await loaded()).toEqual(contentOf(stateOf(LEDGER)))
  expect(row).toBeDefined()
})

test('a part that is too large for a row has several, and rows that it leaves behind when it shrinks are ignored', async () => {
  const long = (length: number) => {
    const noise = Array.from({ length }, (_, index) => ((index * 2_654_435_761) >>> 0).toString(36)).join('')
    const state = stateOf(LEDGER)
    const [letter] = Object.values(state.letters)
    if (letter) letter.title = noise
    return state
  }
  for (const length of [150_000, 150_000, 10, 10]) {
    expect(await states.save(long(length), await states.manifest('cppcc'), true)).toBe(true)
    expect(await loaded()).toEqual(contentOf(long(length)))
  }
})
