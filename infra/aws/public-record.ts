import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AccessLevel,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { CANARY_SOURCE } from '../../shared/site/canary.ts'
import { POLICY } from '../../shared/site/document.ts'
import type { Announcements } from './announcements.ts'
import { type Binding, binding } from './binding.ts'
import { findIndex, functionCode, restoreType } from './edge-functions.ts'
import { type Bindings, lambdaFunction } from './lambda-function.ts'
import type { Stage } from './stages.ts'
import { FunctionQueue } from './triggers.ts'

/** The bucket of the public record, and the distribution that serves it if the stage has one. */
export class PublicRecord extends Construct {
  readonly bucket: Bucket
  /** The address at which this stack serves the record. */
  readonly address: string | undefined

  constructor(scope: Construct, id: string, front: Stage['front']) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const reason = 'All of it is public and can be rebuilt from the ledger. Who reads it is not logged, to protect readers.'
    Validations.of(this.bucket).acknowledge({ id: 'AwsSolutions-S1', reason })
    this.address = front === 'none' ? undefined : new Front(this, 'Front', this.bucket, front).address
  }

  /** Writing all files of the record. */
  get write(): Binding {
    return this.#write('*', 'The bucket holds the record only, and publishing writes all of it.')
  }

  /** Writing the pages of the canary. */
  get writeCanary(): Binding {
    return this.#write(`${CANARY_SOURCE}*`, 'The canary has one page for each month.')
  }

  #write(pattern: string, wildcardReason: string): Binding {
    const { bucketName, bucketArn } = this.bucket
    return binding(
      bucketName,
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/${pattern}`], wildcardReason },
      // S3 answers 403 instead of 404 for an absent object to a role that may not list the bucket.
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }
}

/** The function that updates the public record after each crawl, and the queue that feeds it. */
export class Publishing extends Construct {
  readonly publish: LambdaFunction
  readonly queue: FunctionQueue

  constructor(scope: Construct, id: string, announcements: Announcements, bindings: Bindings<'publish'>) {
    super(scope, id)
    // Two runs that publish one column at once do all of the work twice: the one that saves its site state last starts again.
    this.publish = lambdaFunction(this, 'publish', bindings, {
      timeout: Duration.minutes(5),
      memorySize: 1024,
      reservedConcurrentExecutions: 1,
    })
    this.queue = new FunctionQueue(this, 'Publish', this.publish, {
      // A batch publishes each column once, however many messages name it, and the files about all columns once. With ten thousand
      // columns this saves most of the work. An edit is published up to a minute later for it.
      batchSize: 1000,
      maxBatchingWindow: Duration.minutes(1),
      // A column that does not fit into a run's time is returned to the queue, which counts as a try: ten thousand columns in a new
      // layout take about five.
      maxTries: 20,
    })
    announcements.subscribeToEvents(this.queue)
  }
}

/** CloudFront in front of the bucket, which is readable by no one else. */
class Front extends Construct {
  /** The address of the record, without a slash at its end. */
  readonly address: string

  constructor(scope: Construct, id: string, bucket: Bucket, front: Exclude<Stage['front'], 'none'>) {
    super(scope, id)
    const domain = front === 'cloudfront' ? undefined : front
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The public record of letterwatch',
      defaultBehavior: this.#behavior(bucket),
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_200,
      ...(domain && {
        domainNames: [domain.domain],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificate),
      }),
    })
    Validations.of(distribution).acknowledge(...ACKNOWLEDGED, ...(domain ? [] : [OLD_TLS]))
    this.address = `https://${domain?.domain ?? distribution.distributionDomainName}`
  }

  #behavior(bucket: Bucket): BehaviorOptions {
    const edgeFunction = (eventType: FunctionEventType, name: string, run: (event: never) => unknown) => ({
      eventType,
      function: new Function(this, name, {
        code: FunctionCode.fromInline(functionCode(run)),
        runtime: FunctionRuntime.JS_2_0,
      }),
    })
    return {
      // With exactOptionalPropertyTypes the library's class does not match its own interface.
      origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: this.#headers(),
      functionAssociations: [
        edgeFunction(FunctionEventType.VIEWER_REQUEST, 'FindIndex', findIndex),
        edgeFunction(FunctionEventType.VIEWER_RESPONSE, 'RestoreType', restoreType),
      ],
    }
  }

  /** The pages carry the content policy too, but only a header can forbid frames. Pages of any origin may read the record to verify it. */
  #headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: `${POLICY}; frame-ancestors 'none'`, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      },
      corsBehavior: {
        accessControlAllowOrigins: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowHeaders: ['*'],
        accessControlAllowCredentials: false,
        originOverride: true,
      },
    })
  }
}

const ACKNOWLEDGED = [
  { id: 'AwsSolutions-CFR1', reason: 'The record is public everywhere.' },
  { id: 'AwsSolutions-CFR2', reason: 'Static files, which take no input: a firewall has nothing to filter.' },
  { id: 'AwsSolutions-CFR3', reason: 'Who reads the record is not logged, to protect readers.' },
  {
    id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
    reason:
      'With the permission to list, S3 answers 404 instead of 403 for an absent file. Every path that ends in a slash becomes an index.html, so that no request lists the bucket.',
  },
]
const OLD_TLS = {
  id: 'AwsSolutions-CFR4',
  reason: 'CloudFront’s own domain has a fixed certificate and fixed protocols; a stage with a domain requires TLS 1.2.',
}
