/**
 * Stands in bundles for `@aws-sdk/credential-provider-node`: Lambda puts a function's credentials into its environment, so that no function
 * needs the other places to look for them (profiles, single sign-on, roles to assume, metadata), which are 105 to 135 kB of a bundle.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
