import chromium from '@sparticuz/chromium'
import { type BrowserContextOptions, chromium as playwright, type Page } from 'playwright-core'

/** With these, pages would be read less strictly than by a reader's browser, or contexts could not be closed. */
const UNWANTED = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']

/** A browser in which pages of the record are visited. */
export type Reader = Awaited<ReturnType<typeof openReader>>

export async function openReader() {
  const args = chromium.args.filter((arg) => !UNWANTED.includes(arg))
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args })
  return {
    close: () => browser.close(),

    /** Does `visit` on the page at `address`, and returns everything the browser complained of: violations of the policy, errors, dialogs. */
    async visiting(
      address: string,
      visit: (page: Page) => Promise<void>,
      options: BrowserContextOptions = {},
    ): Promise<string[]> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      const page = await context.newPage()
      const complaints = complaintsOf(page, new URL(address).origin)
      await page.goto(address)
      await untilSearched(page)
      await visit(page)
      await context.close()
      return complaints
    },

    /** The same for several pages one after the other, with what `visit` finds of each. `script` runs in each before those of its own. */
    async visitingAll<T>(
      addresses: string[],
      visit: (page: Page, address: string) => Promise<T>,
      options: BrowserContextOptions = {},
      script = '',
    ): Promise<T[]> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      if (script !== '') await context.addInitScript(script)
      const page = await context.newPage()
      const found: T[] = []
      for (const address of addresses) {
        await page.goto(address)
        await untilSearched(page)
        found.push(await visit(page, address))
      }
      await context.close()
      return found
    },
  }
}

function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.setDefaultTimeout(8000)
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked ${request.url()}`)
  })
  return complaints
}

/** A page that was asked a question is there when it has answered. */
async function untilSearched(page: Page): Promise<void> {
  if (page.url().includes('?q=')) await page.locator('#said', { hasText: /。/ }).waitFor({ state: 'attached' })
}
