import { http } from 'msw';
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { application, page, session, user } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refusal, server } from '../../test/server';

const token = {
  id: 'token-1',
  name: 'ci',
  scope: 'deploy',
  applications: null as { id: string; name: string | null }[] | null,
  prefix: 'slw_ab',
  created_at: '2026-05-04T10:00:00Z',
  expires_at: '2026-08-04T10:00:00Z',
  last_used_at: null,
};

function account(tokens: object[] = []) {
  platformWith([]);
  answers('/tokens', page(tokens));
  answers('/me/sessions', page([]));
  return openPortal('/account');
}

describe('the password', () => {
  async function enter(person: ReturnType<typeof account>['user'], again: string) {
    await person.type(await screen.findByLabelText('Current password'), 'old-secret');
    await person.type(screen.getByLabelText('New password'), 'a new secret 1');
    await person.type(screen.getByLabelText('New password again'), again);
    await person.click(screen.getByRole('button', { name: 'Change password' }));
  }

  it('is changed by giving the current one', async () => {
    const { user: person } = account();
    const sent = recorder('put', '/users/user-1/password', {}, 204);
    await enter(person, 'a new secret 1');
    expect(await screen.findByText('Your password was changed')).toBeVisible();
    expect(sent[0]?.body).toEqual({ current: 'old-secret', new: 'a new secret 1' });
  });

  it('says what the server remembers', async () => {
    account();
    expect(await screen.findByText(/Not one of your last 5 passwords/)).toBeVisible();
  });

  it('is not asked for where it is kept elsewhere', async () => {
    platformWith([], session({ user: user({ origin: 'oidc' }) }));
    answers('/tokens', page([]));
    answers('/me/sessions', page([]));
    openPortal('/account');
    expect(await screen.findByText(/change your password where it is kept/)).toBeVisible();
    expect(screen.queryByLabelText('Current password')).toBeNull();
  });

  it('is not sent when it was typed differently', async () => {
    const { user: person } = account();
    const sent = recorder('put', '/users/user-1/password', {}, 204);
    await enter(person, 'a new sceret 1');
    expect(await screen.findByText('The two are not the same')).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('is asked for in place of every page while that of somebody else is in force', async () => {
    platformWith([], session({ user: user({ must_change_password: true }) }));
    openPortal('/applications');
    expect(await screen.findByRole('heading', { name: 'Choose a new password' })).toBeVisible();
    expect(screen.queryByRole('navigation')).not.toBeInTheDocument();
  });

  it('is asked for as soon as the server insists on it', async () => {
    platformWith([]);
    const { client } = openPortal('/applications');
    await screen.findByRole('navigation', { name: 'Main navigation' });
    answers('/session', session({ user: user({ must_change_password: true }) }));
    server.use(http.get(at('/applications'), () => refusal(403, { code: 'password.change_required' })));
    await client.invalidateQueries({ queryKey: ['applications'] });
    expect(await screen.findByRole('heading', { name: 'Choose a new password' })).toBeVisible();
  });

  it('leads on to the wanted page once it was chosen', async () => {
    platformWith([], session({ user: user({ must_change_password: true }) }));
    answers('/tokens', page([]));
    answers('/me/sessions', page([]));
    const { user: person, router } = openPortal('/account');
    recorder('put', '/users/user-1/password', {}, 204);
    await screen.findByRole('heading', { name: 'Choose a new password' });
    answers('/session', session());
    await enter(person, 'a new secret 1');
    expect(await screen.findByRole('heading', { name: 'My account' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/account');
  });
});

describe('API tokens', () => {
  it('show their secret once', async () => {
    const { user: person } = account();
    recorder('post', '/tokens', { ...token, token: 'slw_abc' }, 201);
    await person.click(await screen.findByRole('button', { name: 'New API token' }));
    await person.type(await screen.findByLabelText('Token name'), 'ci');
    await person.click(screen.getByRole('button', { name: 'Create' }));
    expect(await screen.findByText('slw_abc')).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText('slw_abc')).not.toBeInTheDocument();
  });

  it('are made for all applications, or for those that were chosen', async () => {
    const { user: person } = account();
    answers('/applications', page([application('shop', [])]));
    const sent = recorder('post', '/tokens', { ...token, token: 'slw_abc' }, 201);
    await person.click(await screen.findByRole('button', { name: 'New API token' }));
    await person.type(await screen.findByLabelText('Token name'), 'ci');
    await person.click(screen.getByLabelText('Applications'));
    await person.click(await screen.findByTitle('shop'));
    await person.click(screen.getByRole('button', { name: 'Create' }));
    expect(await screen.findByText('slw_abc')).toBeVisible();
    expect(sent[0]?.body).toMatchObject({ name: 'ci', applications: ['app-shop'] });
  });

  it('say what they are for', async () => {
    const applications = [
      { id: 'app-1', name: 'shop' },
      { id: 'app-2', name: null },
    ];
    account([token, { ...token, id: 'token-2', applications }]);
    expect(await screen.findByRole('cell', { name: 'shop, (deleted)' })).toBeVisible();
    expect(screen.getByRole('cell', { name: 'All' })).toBeVisible();
  });

  it('are revoked only after the consequence was confirmed', async () => {
    const { user: person } = account([token]);
    const sent = recorder('delete', '/tokens/token-1', {}, 204);
    await person.click(await screen.findByRole('button', { name: 'Revoke' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(sent).toEqual([]);
    await person.click(asking.getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('Token ci was revoked')).toBeVisible();
    expect(sent).toHaveLength(1);
  });
});
