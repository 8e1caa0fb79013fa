import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3'
import { findIndex, restoreType } from '../../../infra/aws/edge-functions.ts'
import { listen } from '../../functions/deliver/receiver.ts'
import type { Deployed } from './deployed.ts'
import { idLike } from './template.ts'

export type Cdn = Awaited<ReturnType<typeof startCdn>>

/** CloudFront on loopback: serves the record of the stack given to `serve` last, through the functions that CloudFront runs. */
export async function startCdn() {
  let served: Deployed | undefined
  const server = await listen((request, response) => {
    void answerTo(request.url ?? '', served).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.destroy(error as Error),
    )
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    serve: (deployed: Deployed) => {
      served = deployed
    },
    close: server.close,
  }
}

type Answer = { status: number; headers?: Record<string, string>; body?: Uint8Array | undefined }

async function answerTo(uri: string, deployed: Deployed | undefined): Promise<Answer> {
  const found = findIndex({ request: { uri } })
  if ('statusCode' in found) return { status: found.statusCode, headers: { location: found.headers.location?.value ?? '' } }
  const object = deployed && (await objectAt(found.uri.slice(1), deployed))
  if (!object) return { status: 404 }
  const type = object.ownType === undefined ? {} : { 'x-amz-meta-type': { value: object.ownType } }
  const { headers } = restoreType({ response: { headers: { 'content-type': { value: object.storedType }, ...type } } })
  return { status: 200, headers: { 'content-type': headers['content-type']?.value ?? '' }, body: object.body }
}

/** An object of the record's bucket: its bytes, the type under which it is stored, and its own type where that is another. */
async function objectAt(Key: string, { s3, nameOf, template }: Deployed) {
  const Bucket = nameOf(idLike(template, 'AWS::S3::Bucket', /Record/))
  try {
    const { Body, ContentType: storedType = '', Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return { body: await Body?.transformToByteArray(), storedType, ownType: Metadata?.type }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
