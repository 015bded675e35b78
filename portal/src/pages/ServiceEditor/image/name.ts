/** Take image names apart, and put them together again, as container engines do. Pure. */

export const DOCKER_HUB = 'docker.io';

export interface ImageName {
  registry: string;
  /** Within the registry; of Docker Hub without `library/`. */
  repository: string;
  tag: string;
  /** `sha256:…`; empty: whatever the tag means at that time. */
  digest: string;
}

export function apart(text: string): ImageName {
  const [name = '', digest = ''] = text.trim().split('@', 2);
  const slash = name.indexOf('/');
  const head = slash < 0 ? '' : name.slice(0, slash);
  const named = /[.:]/.test(head) || head === 'localhost';
  const [repository = '', tag = ''] = (named ? name.slice(slash + 1) : name).split(':', 2);
  return { registry: named ? head : DOCKER_HUB, repository, tag, digest };
}

export function together({ registry, repository, tag, digest }: ImageName): string {
  const home = registry === DOCKER_HUB ? '' : `${registry}/`;
  return `${home}${repository}${tag && `:${tag}`}${digest && `@${digest}`}`;
}
