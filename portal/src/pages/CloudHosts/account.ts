/** What is known of an account, read. Pure. */
import {
  CLOUD_PROVIDERS,
  type CloudAccount,
  type CloudCredentials,
  type CloudProvider,
} from '../../api/cloud';

/** The kind of provider; of one that this page does not know yet, the first. */
export function providerOf({ provider }: Pick<CloudAccount, 'provider'>): CloudProvider {
  return CLOUD_PROVIDERS.find((one) => one === provider) ?? 'ec2';
}

/** As the API takes them: what was left empty is not sent. */
export function withoutEmpty(credentials: CloudCredentials): CloudCredentials {
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value));
}
