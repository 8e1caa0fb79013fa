import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { Column } from '../../../shared/column.ts'

/** The watched columns, read from the object at `place`: `s3://bucket/key`. */
export async function readColumnsList(place: string, client = new S3Client({})): Promise<Column[]> {
  const url = URL.parse(place)
  if (url?.protocol !== 's3:') throw new Error(`Cannot read the columns: ${place} is not the address of an object in a bucket`)
  const { Body } = await client.send(new GetObjectCommand({ Bucket: url.hostname, Key: url.pathname.slice(1) }))
  return z.array(Column).parse(JSON.parse((await Body?.transformToString()) ?? ''))
}
