import { expect, test } from 'vitest'
import { Endpoint, signingSecrets } from '../../../shared/webhooks/endpoint.ts'
import { wants } from '../../../shared/webhooks/filters.ts'
import { deriveSecret } from '../../../shared/webhooks/signature.ts'
import { edited, eventFrom, held, published, withdrawn } from '../../functions/deliver/facts.ts'

const figureChanged = eventFrom(edited())
const typoRepaired = eventFrom(edited([], 'cosmetic'))
const gone = eventFrom(withdrawn)
const heldBack = eventFrom(held)

test('an endpoint without filters gets every event', () => {
  for (const event of [figureChanged, typoRepaired, gone, heldBack, eventFrom(published)]) expect(wants({}, event)).toBe(true)
})

test('types selects the types that it names', () => {
  expect(wants({ types: ['letter.withdrawn', 'column.held'] }, gone)).toBe(true)
  expect(wants({ types: ['letter.withdrawn', 'column.held'] }, figureChanged)).toBe(false)
})

test('significance selects edits, and counts events without one as substantive', () => {
  expect([figureChanged, typoRepaired, gone].map((event) => wants({ significance: 'substantive' }, event))).toEqual([
    true,
    false,
    true,
  ])
  expect([figureChanged, typoRepaired, gone].map((event) => wants({ significance: 'cosmetic' }, event))).toEqual([
    false,
    true,
    false,
  ])
})

test('columns and topics select events of any that they name, and all filters must match', () => {
  expect(wants({ columns: ['npc', 'cppcc'] }, gone)).toBe(true)
  expect(wants({ columns: ['npc'] }, gone)).toBe(false)
  expect(wants({ topics: ['低空经济', '脑机接口'] }, gone)).toBe(true)
  expect(wants({ topics: ['低空经济'] }, gone)).toBe(false)
  expect(wants({ topics: ['脑机接口'] }, heldBack)).toBe(false)
  expect(wants({ topics: ['脑机接口'], types: ['letter.edited'] }, gone)).toBe(false)
})

test('after a rotation the previous secret signs too, for 24 hours and no longer', () => {
  const key = Buffer.alloc(32, 1)
  const rotated = Endpoint.parse({
    id: 'ep_1',
    url: 'https://hooks.example.org/',
    state: 'active',
    createdAt: '2026-11-01T00:00:00+08:00',
    generation: 2,
    rotatedAt: '2026-11-22T08:00:00+08:00',
    revision: 1,
  })
  const [first, second] = [deriveSecret(key, 'ep_1', 1), deriveSecret(key, 'ep_1', 2)]
  expect(signingSecrets(rotated, key, new Date('2026-11-23T07:59:59+08:00'))).toEqual([second, first])
  expect(signingSecrets(rotated, key, new Date('2026-11-23T08:00:00+08:00'))).toEqual([second])
})
