import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import { Construct } from 'constructs'
import type { Column } from '../../shared/column.ts'
import { type Use, use } from './use.ts'

/** The columns that are watched, as a file that is uploaded before the stack is deployed. */
export class ColumnsList extends Construct {
  readonly #asset: Asset

  constructor(scope: Construct, id: string, columns: Column[]) {
    super(scope, id)
    const path = join(mkdtempSync(join(tmpdir(), 'letterwatch-columns-')), 'columns.json')
    writeFileSync(path, `${JSON.stringify(columns)}\n`)
    this.#asset = new Asset(this, 'File', { path })
  }

  /** Where it lies. */
  get place(): string {
    return this.#asset.s3ObjectUrl
  }

  /** Reading it, and the one before while a deployment is rolled back. */
  get read(): Use {
    return use(this.place, {
      actions: ['s3:GetObject'],
      resources: [`${this.#asset.bucket.bucketArn}/*.json`],
      every: 'An asset lies under the hash of its bytes, and a deployment that is rolled back asks for the one before.',
    })
  }
}
