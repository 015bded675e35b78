import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { switchLanguage } from '../../i18n/language';
import { application, session } from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, recorder, refuses, server } from '../../test/server';

const REFUSED = {
  code: 'login.failed',
  message: 'The user name or the password is wrong',
  message_zh: '用户名或密码错误',
  hint: 'An administrator can set a new password',
  hint_zh: '管理员可以重设密码',
  request_id: 'r-77',
};

function nobodyLoggedIn() {
  platformWith([application('shop', [])]);
  refuses('get', '/session', 401, { code: 'session.none' });
}

async function enter(user: ReturnType<typeof openPortal>['user'], labels: [string, string, string]) {
  await user.type(await screen.findByLabelText(labels[0]), 'mei');
  await user.type(screen.getByLabelText(labels[1]), 'secret-1');
  await user.click(screen.getByRole('button', { name: labels[2] }));
}

describe('logging in', () => {
  it('sends what was entered, and then shows the page that was asked for', async () => {
    nobodyLoggedIn();
    const sent = recorder('post', '/session', session());
    const { user, router } = openPortal('/applications/app-shop');
    await enter(user, ['User name', 'Password', 'Log in']);
    expect(await screen.findByRole('heading', { level: 1, name: 'shop' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/applications/app-shop');
    expect(sent.map(({ body }) => body)).toEqual([{ username: 'mei', password: 'secret-1' }]);
  });

  it('says why it is refused, what to do, and the request id', async () => {
    nobodyLoggedIn();
    refuses('post', '/session', 401, REFUSED);
    const { user } = openPortal('/');
    await enter(user, ['User name', 'Password', 'Log in']);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The user name or the password is wrong');
    expect(alert).toHaveTextContent('An administrator can set a new password');
    expect(alert).toHaveTextContent('r-77');
  });

  it('says so in Chinese where Chinese is chosen', async () => {
    await switchLanguage('zh');
    nobodyLoggedIn();
    refuses('post', '/session', 401, REFUSED);
    const { user } = openPortal('/');
    await enter(user, ['用户名', '密码', '登录']);
    expect(await screen.findByRole('alert')).toHaveTextContent('用户名或密码错误');
  });

  it('asks for what is missing before it sends anything', async () => {
    nobodyLoggedIn();
    const sent = recorder('post', '/session', session());
    const { user } = openPortal('/login');
    await user.click(await screen.findByRole('button', { name: 'Log in' }));
    expect(await screen.findAllByText('Required')).toHaveLength(2);
    expect(sent).toEqual([]);
  });

  it('shows a platform that cannot be asked instead of a login form', async () => {
    refuses('get', '/session', 503, {
      code: 'database.unavailable',
      message: 'The database does not answer',
    });
    openPortal('/');
    expect(await screen.findByRole('alert')).toHaveTextContent('The database does not answer');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('single sign-on', () => {
  it('is offered where it is set, and leads back to the page that was asked for', async () => {
    nobodyLoggedIn();
    server.use(http.get(at('/sso'), () => HttpResponse.json({ oidc: 'Example ID', ldap: false })));
    openPortal('/applications?sort=name');
    const link = await screen.findByRole('link', { name: 'Log in with Example ID' });
    expect(link).toHaveAttribute('href', '/api/v1/sso/oidc/start?target=%2Fapplications%3Fsort%3Dname');
  });

  it('is not shown where it is not set', async () => {
    nobodyLoggedIn();
    openPortal('/login');
    expect(await screen.findByLabelText('User name')).toBeVisible();
    expect(screen.queryByRole('link', { name: /Log in with/ })).toBeNull();
  });

  it('says once why the way back ended here', async () => {
    nobodyLoggedIn();
    const told = { error: { ...REFUSED, code: 'sso.no_role', message_zh: '李梅不属于任何用户组' } };
    const bytes = new TextEncoder().encode(JSON.stringify(told));
    document.cookie = `slipway_refusal=${btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')}; path=/login`;
    window.history.replaceState(null, '', '/login');
    await switchLanguage('zh');
    openPortal('/login');
    expect(await screen.findByRole('alert')).toHaveTextContent('李梅不属于任何用户组');
    expect(document.cookie).not.toContain('slipway_refusal');
  });

  it('takes no reason that is not one', async () => {
    nobodyLoggedIn();
    document.cookie = 'slipway_refusal=%%%; path=/login';
    window.history.replaceState(null, '', '/login');
    openPortal('/login');
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.getByLabelText('User name')).toBeVisible();
  });
});

describe('the language', () => {
  it('is switched on the login page, and remembered', async () => {
    nobodyLoggedIn();
    const { user } = openPortal('/login');
    await user.click(await screen.findByRole('button', { name: '中文' }));
    expect(await screen.findByLabelText('用户名')).toBeVisible();
    expect(document.documentElement.lang).toBe('zh');
    expect(localStorage.getItem('slipway.language')).toBe('zh');
  });
});

describe('a session', () => {
  it('leads back to the login page when it has ended', async () => {
    platformWith([]);
    refuses('get', '/applications', 401, { code: 'session.expired' });
    const { router } = openPortal('/applications');
    expect(await screen.findByLabelText('User name')).toBeVisible();
    expect(router.state.location.pathname).toBe('/login');
  });

  it('is ended by logging out', async () => {
    platformWith([]);
    const ended = recorder('delete', '/session', {}, 204);
    const { user } = openPortal('/applications');
    await user.click(await screen.findByRole('button', { name: 'mei' }));
    await user.click(await screen.findByRole('button', { name: 'Log out' }));
    expect(await screen.findByLabelText('User name')).toBeVisible();
    expect(ended).toHaveLength(1);
  });
});
