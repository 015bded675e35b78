import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Schemas } from '../../api/client';
import { application, image, page, service, session } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const usage: Schemas['Usage'] = {
  used: null,
  hard: { cpu: '1', memory: '8Gi', storage: '1Gi', pods: 20, volumes: 1, services: 9, domains: 9 },
  reserved: { cpu: '400m', memory: '1Gi', storage: '0', pods: 4, volumes: 0, services: 2, domains: 0 },
  over: [],
  engine_reachable: true,
};
const RULES: Schemas['Autoscaling'] = {
  min: 2,
  max: 5,
  cpu: 70,
  memory: null,
  scale_up: { stabilization_seconds: 0, replicas: 4, percent: 100, period_seconds: 15 },
  scale_down: { stabilization_seconds: 300, replicas: null, percent: 100, period_seconds: 15 },
};
const config = {
  stop_grace_seconds: 30,
  resources: { cpu: '100m', memory: '128Mi', cpu_limit: null, memory_limit: null },
};
const scaled = service('web', { replicas: 4, autoscaling: RULES, config });
const fixed = service('web', { replicas: 4, config });

function charts(cores: number): Schemas['Charts'] {
  const points = Array.from({ length: 20 }, (_, index): [number, number | null] => [
    1000 + 60 * index,
    cores,
  ]);
  const chart = { unit: 'cores', of: 'service', request: null, limit: null } as const;
  return {
    ...{ range: '6h', start: 1000, end: 2140, step: 60 },
    charts: [{ ...chart, metric: 'cpu', points }],
  };
}

function open(shown = fixed) {
  platformWith([application('shop', [shown])], session());
  answers('/tenants/tenant-1/usage', usage);
  answers('/applications/app-shop/configuration', []);
  answers('/services/service-web/revisions', []);
  answers('/domains', page([]));
  answers('/images/resolve', image());
  refuses('get', '/services/service-web/charts', 404, { code: 'prometheus.not_set' });
  return openPortal('/applications/app-shop/services/service-web/edit');
}

const review = async (user: ReturnType<typeof openPortal>['user']) => {
  await user.click(screen.getByRole('button', { name: 'Review changes' }));
  return within(await screen.findByRole('dialog'));
};

describe('the rules for the number of replicas', () => {
  it('take the place of the number, and restart nothing', async () => {
    const { user } = open();
    const sent = recorder('put', '/services/service-web', scaled);
    await user.click(await screen.findByText('By use'));
    expect(screen.queryByLabelText('Replicas', { selector: 'input' })).not.toBeInTheDocument();

    const asking = await review(user);
    expect(asking.getByText(/follow their use, between 2 and 6; makes no revision/)).toBeVisible();
    await user.click(asking.getByRole('button', { name: 'Save' }));

    expect(sent[0]?.body).toMatchObject({ autoscaling: { min: 2, max: 6, cpu: 70 } });
  });

  it('end with a number', async () => {
    const { user } = open(scaled);
    const sent = recorder('put', '/services/service-web', fixed);
    await user.click(await screen.findByText('Fixed number'));
    await user.click((await review(user)).getByRole('button', { name: 'Save' }));

    expect(sent[0]?.body).toMatchObject({ autoscaling: null, replicas: 4 });
  });

  it('need a target, and as many at most as at least', async () => {
    const { user } = open(scaled);
    await user.clear(await screen.findByLabelText('CPU target'));
    await user.clear(screen.getByLabelText('Maximum replicas'));
    await user.type(screen.getByLabelText('Maximum replicas'), '1');
    await user.click(screen.getByRole('button', { name: 'Review changes' }));

    expect(await screen.findByText('Give a target for CPU, memory, or both')).toBeVisible();
    expect(await screen.findByText('At least the minimum')).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('say when the quota has no room for the most', async () => {
    const { user } = open(scaled);
    const most = await screen.findByLabelText('Maximum replicas');
    expect(screen.queryByText(/no room for/)).not.toBeInTheDocument();
    await user.clear(most);
    await user.type(most, '9');

    expect(await screen.findByText(/no room for 9 replicas/)).toBeVisible();
  });

  it('are shown on a made-up load that says so', async () => {
    open(scaled);

    expect(await screen.findByText(/made-up load: too little was measured/)).toBeVisible();
    expect(screen.getByRole('img', { name: /2 to 5 replicas; changes: \d+/ })).toBeInTheDocument();
  });

  it('are shown on what was measured', async () => {
    open(scaled);
    answers('/services/service-web/charts', charts(0.21));

    expect(
      await screen.findByText('What these rules would have made of the load that was measured'),
    ).toBeVisible();
    expect(screen.getByRole('img', { name: '3 to 3 replicas; changes: 0' })).toBeInTheDocument();
  });

  it('are shown in finer steps on what is measured for minutes only', async () => {
    open(scaled);
    const [chart] = charts(0.21).charts;
    const few = { ...charts(0.21), charts: [{ ...chart, points: chart?.points.slice(0, 3) }] };
    server.use(
      http.get(at('/services/service-web/charts'), ({ request }) =>
        HttpResponse.json(new URL(request.url).searchParams.get('range') === '1h' ? charts(0.21) : few),
      ),
    );

    expect(await screen.findByRole('img', { name: '3 to 3 replicas; changes: 0' })).toBeInTheDocument();
  });

  it('get what the server refuses at their inputs', async () => {
    const { user } = open(scaled);
    refuses('put', '/services/service-web', 422, {
      ...{ code: 'service.autoscaling_bounds', field: 'autoscaling.max', message: 'Too few' },
    });
    const most = await screen.findByLabelText('Maximum replicas');
    await user.clear(most);
    await user.type(most, '4');
    await user.click((await review(user)).getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Too few')).toBeVisible();
  });
});

describe('an autoscaled service', () => {
  it('says between which numbers, by what, and why it goes no further', async () => {
    const scaling: Schemas['ScalingStatus'] = {
      ...{ min: 2, max: 5, current: 5, desired: 5, memory: null, last_scaled_at: '2026-05-04T10:00:00Z' },
      cpu: { target: 70, now: 95 },
      reason: {
        ...{ code: 'autoscaling_at_maximum', message: 'More would be needed', message_zh: '需要更多' },
        ...{ hint: 'Raise it', hint_zh: '提高上限', detail: 'the cluster says', log: [] },
      },
    };
    platformWith(
      [
        application('shop', [
          service('web', { autoscaling: RULES, status: { desired: 5, ready: 5, scaling } }),
        ]),
      ],
      session(),
    );
    const { user, router } = openPortal('/applications/app-shop');

    expect(await screen.findByText(/^autoscaled: 5 of 2–5, by CPU\s95\s% \(target\s70\s%\)$/)).toBeVisible();
    expect(screen.getByText('More would be needed')).toBeVisible();

    answers('/services/service-web/autoscaling', {
      ...{ autoscaling: RULES, status: scaling },
      history: [
        { at: '2026-05-04T10:00:00Z', replicas: 5, why: 'CPU above its target', why_zh: 'CPU 用量超过目标' },
      ],
    });
    await user.click(screen.getByRole('link', { name: 'web' }));
    expect(await screen.findByText(/to 5 replicas: CPU above its target/)).toBeVisible();
    expect(screen.getByText('Raise it')).toBeVisible();
    expect(screen.getByText('the cluster says')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Close' }));

    await user.click(screen.getByRole('button', { name: 'Scale' }));
    expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-web/edit');
  });
});
