import { AWKWARD } from './systems/awkward.ts'
import { CATALOGUE } from './systems/catalogue.ts'
import { FILES } from './systems/files.ts'
import { HANWEB } from './systems/hanweb.ts'
import { NFCMS } from './systems/nfcms.ts'
import { PROGRAMS } from './systems/programs.ts'
import { SCRIPTS } from './systems/scripts.ts'
import { STATIONS } from './systems/stations.ts'
import { TRS } from './systems/trs.ts'
import type { Template } from './model.ts'

/** All made-up sites, by name. */
export const TEMPLATES = new Map<string, Template>(
  [...NFCMS, ...CATALOGUE, ...TRS, ...HANWEB, ...PROGRAMS, ...STATIONS, ...SCRIPTS, ...FILES, ...AWKWARD].map((template) => [
    template.name,
    template,
  ]),
)
