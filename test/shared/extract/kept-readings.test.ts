import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { readLetter } from '../../../shared/extract/letter.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { servedPage } from './served-page.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const PAGE_BYTES = 500_000
const PAGES = 100

test('what was read of letters is kept without their pages', () => {
  const html = SKINS.meta(fictionalLetter('lead-reply'))
  const page = servedPage(html.replace('</body>', () => `${'<!-- 页脚 -->'.padEnd(PAGE_BYTES)}</body>`))
  readLetter(openPage(page))
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  const kept = Array.from({ length: PAGES }, () => readLetter(openPage(page)))
  collectGarbage()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((PAGES * PAGE_BYTES) / 5)
  expect(kept.map(({ outcome }) => outcome)).toEqual(kept.map(() => 'read'))
})
