import type { Command } from 'commander'
import { type DeliverDeps, openDeps } from '../../../functions/deliver/deps.ts'
import {
  addEndpoint,
  disableEndpoint,
  enableEndpoint,
  removeEndpoint,
  rotateSecret,
  testEndpoint,
} from '../../../functions/deliver/register.ts'
import { type Endpoint, Format } from '../../../shared/webhooks/endpoint.ts'
import { validateUrl } from '../../../shared/webhooks/address-guard.ts'
import { EVENT_TYPES } from '../../../shared/event.ts'
import { UsageError } from '../../errors.ts'
import { type Session, withInstallation } from '../session.ts'
import { validateChoice, listIn, typesIn } from './words.ts'

type AddOptions = {
  types?: string[]
  significance?: string
  columns?: string[]
  topics?: string[]
  format?: string
  allowPrivate?: true
  verify: boolean
}

export function addEndpointCommand(program: Command): void {
  const endpoint = program.command('endpoint').description('webhooks: receivers of signed events')
  endpoint
    .command('add')
    .argument('<url>', 'where events are POSTed')
    .description('registers a webhook; prints its secret, once')
    .option('--types <types>', `only these, separated by commas: ${EVENT_TYPES.join(', ')}`, typesIn)
    .option('--significance <significance>', 'substantive: no cosmetic edits')
    .option('--columns <columns>', 'only these columns', listIn)
    .option('--topics <topics>', 'only letters of these topics of the configuration', listIn)
    .option('--format <format>', Format.options.join(', '))
    .option('--allow-private', 'permit http, other ports and private addresses')
    .option('--no-verify', 'active at once, without a test event that must be accepted')
    .action((url: string, options: AddOptions, command: Command) =>
      run(command, (deps, session) => add(deps, session, url, options)),
    )
  endpoint
    .command('list')
    .description('the registered webhooks')
    .action((_options: unknown, command: Command) => run(command, list))
  withId(endpoint, 'remove', 'removes a webhook', async (deps, id) =>
    (await removeEndpoint(deps, id)) ? { text: `removed ${id}`, answer: { state: 'removed' } } : undefined,
  )
  withId(endpoint, 'disable', 'stops deliveries to a webhook', async (deps, id) =>
    (await disableEndpoint(deps, id)) ? { text: `disabled ${id}`, answer: { state: 'disabled' } } : undefined,
  )
  withId(endpoint, 'enable', 'makes a webhook active again, after it accepted a test event', async (deps, id) => {
    const enabled = await enableEndpoint(deps, id)
    if (enabled.outcome === 'unverified') throw new UsageError(`Cannot enable ${id}: ${enabled.why}`)
    return enabled.outcome === 'enabled' ? { text: `enabled ${id}`, answer: { state: 'active' } } : undefined
  })
  withId(endpoint, 'rotate', 'creates a new secret; the previous one also signs for 24 hours', async (deps, id) => {
    const rotated = await rotateSecret(deps, id)
    return rotated && { text: `${id}\nsecret, shown this once: ${rotated.secret}`, answer: { secret: rotated.secret } }
  })
  withId(endpoint, 'test', 'sends a signed test event', async (deps, id) => {
    const tested = await testEndpoint(deps, id)
    if (!tested) return undefined
    const { verdict, attempt } = tested
    const why = attempt.error ?? JSON.stringify(attempt.answer)
    return { text: `${verdict.kind}: status ${attempt.status ?? 'none'}, ${why}`, answer: { verdict: verdict.kind, attempt } }
  })
}

async function add(deps: DeliverDeps, session: Session, url: string, options: AddOptions): Promise<void> {
  const { say, answer, configuration } = session
  validateChoice(options, configuration)
  const added = await addEndpoint(deps, { url, ...options })
  if (added.outcome === 'refused') throw new UsageError(`Cannot register ${url}: ${added.why}${remedyFor(url, added.why)}`)
  const { endpoint, secret } = added
  answer({ id: endpoint.id, url: endpoint.url, secret })
  say(`${endpoint.id}  ${endpoint.url}\nsecret, shown this once: ${secret}`)
  if (added.outcome === 'unverified')
    throw new Error(
      `Registered ${endpoint.id}, but it receives no events yet: ${added.why}. Give its receiver the secret, then: endpoint enable ${endpoint.id}`,
    )
}

/** Names the option that would permit `url`, where only its absence is the reason. */
function remedyFor(url: string, why: string): string {
  const isPermitted = validateUrl(url, false) === why && validateUrl(url, true) === undefined
  return isPermitted ? '; --allow-private permits it' : ''
}

async function list({ endpoints }: DeliverDeps, { say, answer }: Session): Promise<void> {
  const all = await endpoints.list()
  answer(all)
  say(all.length === 0 ? 'no webhook is registered' : all.map(describe).join('\n'))
}

function describe({ id, url, state, why, format, types, significance, columns, topics }: Endpoint): string {
  const filters = [types?.join(','), significance, columns?.join(','), topics?.join(',')].filter(Boolean)
  return [id, state, format, url, ...filters, why && `(${why})`].filter(Boolean).join('  ')
}

/** The result of a command: text for people, and the value for `--json` beside the endpoint's id. */
type Done = { text: string; answer: object }

/** A command on one endpoint. `act` returns undefined when there is no such endpoint. */
function withId(
  parent: Command,
  name: string,
  description: string,
  act: (deps: DeliverDeps, id: string) => Promise<Done | undefined>,
): void {
  parent
    .command(name)
    .argument('<id>')
    .description(description)
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (deps, { say, answer }) => {
        const done = await act(deps, id)
        if (done === undefined) throw new UsageError(`Cannot ${name} the endpoint "${id}": no endpoint has that id`)
        answer({ id, ...done.answer })
        say(done.text)
      }),
    )
}

function run(command: Command, work: (deps: DeliverDeps, session: Session) => Promise<void>): Promise<void> {
  return withInstallation(command, async (session) => work(await openDeps(session.installation.ports), session))
}
