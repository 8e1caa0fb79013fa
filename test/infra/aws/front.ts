import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3'
import { findIndex, tellType } from '../../../infra/aws/edge.ts'
import { listen } from '../../functions/deliver/receiver.ts'
import { type Deployed, idLike } from './deployed.ts'

export type Front = Awaited<ReturnType<typeof startFront>>

/** What CloudFront is to the world: on loopback, the record of what was `show`n last, through the functions that CloudFront runs. */
export async function startFront() {
  let shown: Deployed | undefined
  const server = await listen((request, response) => {
    void answerTo(request.url ?? '', shown).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.destroy(error as Error),
    )
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    show: (deployed: Deployed) => {
      shown = deployed
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
  const stored = { 'content-type': { value: object.type }, ...(object.own && { 'x-amz-meta-type': { value: object.own } }) }
  const { headers } = tellType({ response: { headers: stored } })
  return { status: 200, headers: { 'content-type': headers['content-type']?.value ?? '' }, body: object.body }
}

/** An object of the record's bucket: its bytes, the type under which it lies there, and the one that is its own. */
async function objectAt(Key: string, { s3, called, template }: Deployed) {
  const Bucket = called(idLike(template, 'AWS::S3::Bucket', /Record/))
  try {
    const { Body, ContentType: type = '', Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return { body: await Body?.transformToByteArray(), type, own: Metadata?.type }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
