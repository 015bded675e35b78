import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Converted } from '../../../api/compose';
import { switchLanguage } from '../../../i18n/language';
import { application, service } from '../../../test/data';
import { openPortal } from '../../../test/render';
import { at, platformWith, recorder, refuses, server } from '../../../test/server';

const existing = application('reports', [service('cron')]);
const made = application('shop', [service('web')]);

const converted = (changed: Partial<Converted> = {}): Converted => ({
  application: {
    name: 'shop',
    description: '',
    services: [
      { name: 'web', image: 'nginx:1', ports: [{ port: 80 }], depends_on: ['cache'], domain: 'shop' },
      { name: 'cache', image: 'redis:7', ports: [{ port: 6379 }] },
    ],
  },
  file: 'name: shop',
  notes: [
    {
      code: 'compose.domain',
      level: 'changed',
      service: 'web',
      key: 'ports',
      message: 'By the domain',
      message_zh: '通过域名',
    },
    {
      code: 'compose.user',
      level: 'lost',
      service: 'web',
      key: 'user',
      message: 'Not that user',
      message_zh: '不是该用户',
    },
  ],
  variables: [],
  missing: [],
  env_files: [],
  mounted_files: [],
  profiles: [],
  ...changed,
});

async function paste(text: string) {
  const { user } = openPortal('/applications');
  await user.click(await screen.findByRole('button', { name: 'Import Compose' }));
  const area = await screen.findByRole('textbox', { name: 'Compose file' });
  await user.click(area);
  await user.paste(text);
  return user;
}

const table = (name: string) => screen.findByRole('table', { name });
const create = () => screen.getByRole('button', { name: 'Create and publish' });

describe('the import of a Compose file', () => {
  it('shows what becomes of it and what is lost, and creates and publishes it', async () => {
    platformWith([existing, made]);
    recorder('post', '/compose/convert', converted());
    const applied = recorder('post', '/applications/apply', {
      created: true,
      changes: [],
      application: made,
    });
    const user = await paste('services: {web: {image: nginx:1}}');

    const web = within(await table('Services'))
      .getByText('web')
      .closest('tr');
    expect(web).toHaveTextContent('nginx:1');
    expect(web).toHaveTextContent('cache');
    expect(web).toHaveTextContent('shop.apps.localhost');
    const [first, second] = within(await table('What is not carried over as it is'))
      .getAllByRole('row')
      .slice(1);
    expect(first).toHaveTextContent('Not that user');
    expect(second).toHaveTextContent('By the domain');
    expect(screen.getByText('Not carried over: 1, in another form: 1')).toBeVisible();
    await waitFor(() => expect(create()).toBeEnabled());
    await user.click(create());
    expect(await screen.findByText('shop was saved and is being published')).toBeVisible();
    expect(applied.map(({ body, query }) => [body, query.toString()])).toEqual([
      [converted().application, 'dry_run=true'],
      [converted().application, 'publish=true'],
    ]);
  });

  it('asks for the variables that the file needs, and goes on once they are there', async () => {
    platformWith([existing]);
    recorder('post', '/applications/apply', { created: true, changes: [], application: null });
    const asked = { name: 'TAG', required: true, given: false, default: null, explanation: 'which version' };
    server.use(
      http.post(at('/compose/convert'), async ({ request }) => {
        const { variables } = (await request.json()) as { variables: { TAG?: string } };
        const missing = { application: null, file: null, missing: ['TAG'], notes: [] };
        return HttpResponse.json(converted({ variables: [asked], ...(!variables.TAG && missing) }));
      }),
    );
    const user = await paste('services: {web: {image: nginx:${TAG:?which version}}}');

    expect(await screen.findByText('The file needs values for: TAG')).toBeVisible();
    expect(create()).toBeDisabled();
    await user.type(screen.getByRole('textbox', { name: /^TAG\s*Required$/ }), '2');
    await waitFor(() => expect(create()).toBeEnabled());
    expect(screen.getByRole('textbox', { name: 'TAG' })).toHaveValue('2');
    expect(screen.queryByText('The file needs values for: TAG')).not.toBeInTheDocument();
  });

  it('says in the chosen language what is wrong with the file', async () => {
    platformWith([existing]);
    refuses('post', '/compose/convert', 422, { message: 'a is built', message_zh: 'a 由源码构建' });
    await switchLanguage('zh');
    const { user } = openPortal('/applications');
    await user.click(await screen.findByRole('button', { name: '导入 Compose' }));
    await user.type(await screen.findByRole('textbox', { name: 'Compose 文件' }), 'x');
    expect(await screen.findByText('a 由源码构建')).toBeVisible();
    expect(screen.getByRole('button', { name: '创建并发布' })).toBeDisabled();
  });

  it('warns before it changes an application that is there already', async () => {
    platformWith([existing]);
    recorder('post', '/compose/convert', converted());
    const change = { service: 'web', field: 'image', before: 'nginx:0', after: 'nginx:1' };
    recorder('post', '/applications/apply', { created: false, changes: [change], application: made });
    await paste('services: {}');
    expect(await screen.findByText(/There is an application shop already/)).toBeVisible();
    expect(screen.getByText('nginx:0')).toBeVisible();
  });
});
