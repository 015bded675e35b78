import { http, HttpResponse } from 'msw';
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { adminSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, server } from '../../test/server';

const SINCE = '2026-05-04T10:00:00Z';

it('gives the command with its expiry, and shows the host appear', async () => {
  platformWith([], adminSession());
  server.use(
    http.get(at('/hosts/join'), ({ request }) => {
      const since = new URL(request.url).searchParams.get('since');
      const appeared = [{ name: 'n4', state: 'not_ready', created_at: SINCE }];
      return HttpResponse.json({ way: 'kubeadm', new_hosts: since === SINCE ? appeared : [] });
    }),
  );
  const sent = recorder('post', '/hosts/join', {
    way: 'kubeadm',
    command: 'kubeadm join 10.0.0.1:6443 --token abc',
    expires_at: '2026-05-04T12:00:00Z',
    token_file: '',
    asked_at: SINCE,
    note: 'Run it as root',
    note_zh: '以 root 执行',
  });
  const { user, router } = openPortal('/hosts/join');
  await user.click(await screen.findByRole('button', { name: 'Make the command' }));
  expect(await screen.findByText('kubeadm join 10.0.0.1:6443 --token abc')).toBeVisible();
  expect(screen.getByText('Expires')).toBeVisible();
  expect(sent[0]?.query.get('minutes')).toBe('120');
  expect(await screen.findByRole('link', { name: 'n4' })).toHaveAttribute('href', '/hosts/n4');
  expect(router.state.location.search).toContain('since=');
});

it('says who else can add hosts where the platform cannot tell', async () => {
  platformWith([], adminSession());
  answers('/hosts/join', { way: 'none', new_hosts: [] });
  openPortal('/hosts/join');
  expect(await screen.findByText(/The platform cannot tell how machines join/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Make the command' })).not.toBeInTheDocument();
});
