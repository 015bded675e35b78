import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Schemas } from '../../api/client';
import { application, image, page, service } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refusal, refuses, server } from '../../test/server';

const usage: Schemas['Usage'] = {
  used: null,
  hard: { cpu: '4', memory: '8Gi', storage: '1Gi', pods: 10, volumes: 1, services: 9, domains: 9 },
  reserved: { cpu: '1', memory: '1Gi', storage: '0', pods: 2, volumes: 0, services: 2, domains: 0 },
  over: [],
  engine_reachable: true,
};
const ports = [{ port: 8080, name: 'http', protocol: 'TCP' as const }];
const resources = { cpu: '100m', memory: '128Mi', cpu_limit: null, memory_limit: null };
const web = service('web', {
  replicas: 2,
  revision: 3,
  config: { image: 'web:1', ports, resources, stop_grace_seconds: 30 },
});
const CANARY = '/services/service-web/canary';
const nothing = { canary: null, status: web.status };

/** Opens the editor, has the image changed, and asks what will change. */
async function review({ replicas }: { replicas?: string } = {}) {
  platformWith([application('shop', [web])]);
  answers('/tenants/tenant-1/usage', usage);
  answers('/applications/app-shop/configuration', []);
  answers('/services/service-web/revisions', []);
  answers('/storage-classes', []);
  answers('/domains', page([]));
  answers('/images/resolve', image());
  const opened = openPortal('/applications/app-shop/services/service-web/edit');
  const { user } = opened;
  const enter = async (label: string, text: string) => {
    const input = await screen.findByLabelText(label, { selector: 'input' });
    await user.clear(input);
    await user.type(input, text);
  };
  await enter('Image', 'web:2');
  if (replicas) await enter('Replicas', replicas);
  await user.click(screen.getByRole('button', { name: 'Review changes' }));
  return { ...opened, asking: within(await screen.findByRole('dialog')) };
}

describe('what will change', () => {
  it('can be tried as a canary first', async () => {
    const sent = recorder('post', CANARY, nothing, 202);
    const { user, router, asking } = await review();
    answers(CANARY, nothing);
    await user.click(asking.getByRole('button', { name: 'Try as a canary first' }));
    await waitFor(() =>
      expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-web'),
    );
    expect(sent.map(({ query }) => query.get('dry_run'))).toEqual(['true', 'false']);
    expect(sent[1]?.body).toMatchObject({ config: { image: 'web:2' }, weight: 10, revision: 3 });
  });

  it('says why it cannot be, and can be saved all the same', async () => {
    refuses('post', CANARY, 409, {
      code: 'service.canary_without_gateway',
      message: 'The cluster serves domains by Ingress',
      hint: 'Use a rolling update',
    });
    const { asking } = await review();
    expect(await asking.findByText('The cluster serves domains by Ingress')).toBeVisible();
    expect(asking.getByText('It cannot be tried as a canary first.')).toBeVisible();
    expect(asking.getByText('Use a rolling update')).toBeVisible();
    expect(asking.getByRole('button', { name: 'Try as a canary first' })).toBeDisabled();
    expect(asking.getByRole('button', { name: 'Save' })).toBeEnabled();
  });

  it('names what a canary leaves out', async () => {
    recorder('post', CANARY, nothing, 202);
    const { asking } = await review({ replicas: '4' });
    expect(await asking.findByText(/tries neither the number of replicas nor the domains/)).toBeVisible();
  });

  it('tells what came between', async () => {
    let asked = 0;
    server.use(
      http.post(at(CANARY), () => {
        asked += 1;
        return asked === 1
          ? HttpResponse.json(nothing, { status: 202 })
          : refusal(409, { code: 'service.canary_during_rollout', message: 'web is not settled' });
      }),
    );
    const { user, asking } = await review();
    await user.click(asking.getByRole('button', { name: 'Try as a canary first' }));
    expect(await screen.findByText('web is not settled')).toBeVisible();
  });
});
