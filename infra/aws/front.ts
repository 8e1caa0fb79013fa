import { Duration, Validations } from 'aws-cdk-lib'
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
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { POLICY } from '../../shared/site/document.ts'
import { findIndex, handlerOf, tellType } from './edge.ts'
import type { Stage } from './stages.ts'

const ACKNOWLEDGED = [
  { id: 'AwsSolutions-CFR1', reason: 'The record is for everybody, wherever they are.' },
  { id: 'AwsSolutions-CFR2', reason: 'Static files, which take no input: there is nothing for a firewall to keep out.' },
  { id: 'AwsSolutions-CFR3', reason: 'Who reads the record is nobody’s business, so that nothing writes it down.' },
  {
    id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
    reason:
      'Listing makes an absent file a 404 instead of a 403. Every path that ends in a slash becomes an index.html: none lists.',
  },
]
const OLD_TLS = {
  id: 'AwsSolutions-CFR4',
  reason: 'CloudFront’s own domain comes with its own certificate and protocols; a stage with a domain demands TLS 1.2.',
}

/** CloudFront, which shows the world a bucket that nobody else may read. */
export class Front extends Construct {
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
    const edge = (eventType: FunctionEventType, name: string, run: (event: never) => unknown) => ({
      eventType,
      function: new Function(this, name, { code: FunctionCode.fromInline(handlerOf(run)), runtime: FunctionRuntime.JS_2_0 }),
    })
    return {
      // The library's class does not fit its own interface where an optional property may not be undefined.
      origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: this.#headers(),
      functionAssociations: [
        edge(FunctionEventType.VIEWER_REQUEST, 'FindIndex', findIndex),
        edge(FunctionEventType.VIEWER_RESPONSE, 'TellType', tellType),
      ],
    }
  }

  /** The pages carry the policy too; only a header can forbid frames. Anybody's page may read the record: it is there to be checked. */
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
