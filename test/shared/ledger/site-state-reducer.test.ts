import { expect, test } from 'vitest'
import type { Fact } from '../../../shared/entry.ts'
import { summarizeColumn, emptySiteState, type SiteState } from '../../../shared/ledger/site-state.ts'
import { applyToSiteState } from '../../../shared/ledger/site-state-reducer.ts'
import {
  decided,
  edited,
  entriesOf,
  held,
  holding,
  opened,
  published,
  recordedAt,
  restored,
  withdrawn,
} from './made-up-entries.ts'

function stateOf(facts: Fact[]): SiteState {
  const state = emptySiteState('cppcc', 'test')
  for (const entry of entriesOf('cppcc', facts)) applyToSiteState(state, entry)
  return state
}

const events = (state: SiteState) => state.events.newest.map(({ sequence }) => sequence)
const history = (state: SiteState, postId: string) =>
  state.letters[postId]?.history.map(({ type, version, discarded }) => `${type} ${version}${discarded ? ' discarded' : ''}`)

test('an edit becomes the present text of its letter and an event', () => {
  const state = stateOf([opened(), published('101'), edited('101')])
  expect(state.letters['101']).toMatchObject({ textSequence: 3, presence: 'listed' })
  expect(history(state, '101')).toEqual(['letter.published 1', 'letter.edited 2'])
  expect(events(state)).toEqual([2, 3])
})

test('a withdrawn letter keeps its last text, and a restored one has the presence that was observed', () => {
  const gone = [opened(), published('101'), withdrawn('101')]
  expect(stateOf(gone).letters['101']).toMatchObject({ textSequence: 2, presence: 'withdrawn' })
  expect(stateOf([...gone, restored('101', true)]).letters['101']).toMatchObject({ textSequence: 2, presence: 'listed' })
  expect(stateOf([...gone, restored('101', false)]).letters['101']).toMatchObject({ textSequence: 2, presence: 'delisted' })
})

test('a cosmetic edit is an event, and no substantive one', () => {
  const state = stateOf([opened(), published('101'), edited('101', 2, { significance: 'cosmetic' })])
  expect(events(state)).toEqual([2, 3])
  expect(state.substantive.newest.map(({ sequence }) => sequence)).toEqual([2])
})

test('what is held shows nowhere but as held', () => {
  const state = stateOf([opened(), published('101'), holding(2), held(edited('101')), held(published('102'))])
  expect(events(state)).toEqual([2, 3])
  expect(state.letters['101']).toMatchObject({ textSequence: 2 })
  expect(Object.keys(state.letters)).toEqual(['101'])
  expect(summarizeColumn(state, 50).held).toBe(2)
})

test('what is released is seen from then on', () => {
  const state = stateOf([opened(), published('101'), holding(1), held(edited('101')), decided('column.released', 4, 4)])
  expect(state.events.newest.at(-1)).toEqual({ sequence: 4, at: recordedAt(5) })
  expect(state.letters['101']).toMatchObject({ textSequence: 4 })
  expect(state.held).toEqual([])
})

test('a discarded entry is not an event and has no text, and the history lists it', () => {
  const state = stateOf([opened(), published('101'), holding(1), held(edited('101')), decided('column.discarded', 4, 4)])
  expect(events(state)).toEqual([2, 3])
  expect(state.letters['101']).toMatchObject({ textSequence: 2 })
  expect(history(state, '101')).toEqual(['letter.published 1', 'letter.edited 2 discarded'])
})

test('a version that is released after a later one was seen takes its place before it', () => {
  const state = stateOf([
    opened(),
    published('101'),
    held(edited('101', 2)),
    edited('101', 3),
    decided('column.released', 3, 3),
  ])
  expect(history(state, '101')).toEqual(['letter.published 1', 'letter.edited 2', 'letter.edited 3'])
  expect(state.letters['101']).toMatchObject({ textSequence: 4 })
  expect(events(state)).toEqual([2, 4, 3])
})
