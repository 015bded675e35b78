import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';

import type { SetChanged, SetDetail, SetVersion } from '../../../api/configuration';
import { switchLanguage } from '../../../i18n/language';
import { application, service, session, viewerSession } from '../../../test/data';
import { openPortal } from '../../../test/render';
import { answers, at, platformWith, recorder, refusal, server, type Recorded } from '../../../test/server';

const AT = '2026-05-04T10:00:00Z';
const HOME = '/applications/app-shop/configuration';
const web = service('web', {
  config: {
    env_from: [
      { set: 'settings', prefix: 'APP_' },
      { set: 'db', keys: { password: 'DB_PASSWORD' } },
    ],
    files: [
      { set: 'settings', mount_path: '/etc/app', keys: { 'app.conf': 'conf.d/app.conf' }, mode: '0440' },
    ],
  },
});
const shop = application('shop', [web]);

function setOf(changed: Partial<SetDetail> = {}): SetDetail {
  const entries = changed.entries ?? { LEVEL: 'info', 'app.conf': 'a = 1\nb = 2\n' };
  return {
    name: 'settings',
    kind: 'config',
    version: 3,
    keys: Object.keys(entries).map((key) => ({ key, size: 4, text: true })),
    used_by: ['web'],
    created_at: AT,
    updated_at: AT,
    updated_by: 'mei',
    ...changed,
    entries,
  };
}

const version = (number: number, changed: Partial<SetVersion> = {}): SetVersion => ({
  number,
  keys: [],
  note: '',
  restored_from: null,
  created_at: AT,
  created_by: 'mei',
  current: number === 3,
  ...changed,
});

const done = (set: SetDetail): SetChanged => ({
  set,
  changes: [{ key: 'LEVEL', before: 'info', after: 'debug' }],
  restarts: ['web'],
});

function open(address: string, set: SetDetail = setOf(), who = session()) {
  platformWith([shop], who);
  answers('/applications/app-shop/configuration', [set]);
  answers(`/applications/app-shop/configuration/${set.name}`, set);
  return openPortal(address);
}

const toSend = (calls: Recorded[]) => calls.filter(({ query }) => query.get('dry_run') !== 'true');

async function retype(user: ReturnType<typeof openPortal>['user'], label: string, text: string) {
  const input = await screen.findByRole('textbox', { name: label });
  await user.clear(input);
  await user.type(input, text);
}

const question = async (title: string) => {
  const dialogs = (await screen.findAllByText(title)).map((found) => found.closest('[role="dialog"]'));
  return within((dialogs.find((found) => found !== null) ?? document.body) as HTMLElement);
};

describe('the configuration of an application', () => {
  it('lists the sets with who uses and who changed them', async () => {
    open(HOME);
    const table = within(await screen.findByRole('table', { name: 'Configuration sets' }));
    expect(await table.findByRole('link', { name: 'settings' })).toHaveAttribute('href', `${HOME}/settings`);
    expect(table.getByRole('link', { name: 'web' })).toBeVisible();
    expect(table.getByText(/mei/)).toBeVisible();
    await switchLanguage('zh');
    expect(await screen.findByText('普通')).toBeVisible();
  });

  it('says what to do when there are none, and makes the first one', async () => {
    const { user, router } = open('/applications/app-shop', setOf({ entries: {}, version: 1 }));
    answers('/applications/app-shop/configuration', []);
    const calls = recorder('post', '/applications/app-shop/configuration', setOf({ version: 1 }), 201);
    await user.click(await screen.findByRole('tab', { name: 'Configuration' }));
    expect(await screen.findByText(/^No configuration sets yet. Create one/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Create a set' }));
    const asking = within(await screen.findByRole('dialog'));
    await user.type(asking.getByLabelText('Name of the set'), 'settings');
    await user.click(asking.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`${HOME}/settings`));
    expect(calls[0]?.body).toEqual({ name: 'settings', kind: 'config', entries: {} });
  });

  it('shows those who only look no way to change anything', async () => {
    open(`${HOME}/settings`, setOf({ entries: { LEVEL: '***' } }), viewerSession());
    const entries = within(await screen.findByRole('table', { name: 'Entries' }));
    expect(entries.getByText('***')).toBeInTheDocument();
    for (const name of ['Save', 'Delete', 'Add an entry', 'Create a set'])
      expect(screen.queryByRole('button', { name })).toBeNull();
  });
});

describe('the editor of a set', () => {
  it('saves after it has shown what changes and which services restart', async () => {
    const { user } = open(`${HOME}/settings`);
    const after = setOf({ version: 4, entries: { LEVEL: 'debug', 'app.conf': 'a = 1\nb = 2\n' } });
    const calls = recorder('patch', '/applications/app-shop/configuration/settings', done(after));
    await retype(user, 'Value of LEVEL', 'debug');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const asking = await question('Save settings?');
    expect(await asking.findByText(/restart, one replica after another: web/)).toBeInTheDocument();
    expect(toSend(calls)).toEqual([]);
    await user.type(asking.getByRole('textbox', { name: 'Note' }), 'less noise');
    answers('/applications/app-shop/configuration/settings', after);
    await user.click(asking.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('settings was saved as version 4; restarting: web')).toBeVisible();
    expect(toSend(calls).map(({ body }) => body)).toEqual([
      { entries: { LEVEL: 'debug' }, version: 3, note: 'less noise' },
    ]);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled());
  });

  it('keeps what is typed when somebody else was faster, and saves it on top', async () => {
    const { user } = open(`${HOME}/settings`);
    const theirs = setOf({ version: 4, updated_by: 'otto', entries: { LEVEL: 'warn', NEW: '1' } });
    server.use(
      http.patch(at('/applications/app-shop/configuration/settings'), () =>
        refusal(409, { code: 'configuration.changed_meanwhile', message: 'Changed meanwhile' }),
      ),
    );
    answers('/applications/app-shop/configuration/settings/versions/3/changes', [
      { key: 'NEW', before: null, after: 'theirs-1' },
    ]);
    await retype(user, 'Value of LEVEL', 'debug');
    answers('/applications/app-shop/configuration/settings', theirs);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('otto has saved version 4 meanwhile')).toBeInTheDocument();
    expect(await screen.findByText('theirs-1')).toBeInTheDocument();
    expect(screen.getByText('warn').tagName).toBe('DEL');
    expect(screen.getByRole('textbox', { name: 'Value of LEVEL' })).toHaveValue('debug');
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();

    const calls = recorder('patch', '/applications/app-shop/configuration/settings', done(theirs));
    await user.click(screen.getByRole('button', { name: 'Go on from version 4 with my changes' }));
    expect(screen.getByRole('textbox', { name: 'Value of NEW' })).toHaveValue('1');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls[0]?.body).toMatchObject({ entries: { LEVEL: 'debug' }, version: 4 }));
  });

  it('does not send back what it may not see, but replaces it', async () => {
    const secret = setOf({
      name: 'db',
      kind: 'secret',
      entries: { password: '***', user: '***' },
      used_by: [],
    });
    const { user } = open(`${HOME}/db`, secret);
    const calls = recorder('patch', '/applications/app-shop/configuration/db', done(secret));
    await user.click(await screen.findByRole('button', { name: 'Replace the value of password' }));
    await user.type(screen.getByRole('textbox', { name: 'Value of password' }), 'horse');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls[0]?.body).toMatchObject({ entries: { password: 'horse' } }));
  });

  it('takes a file as a value, named after it', async () => {
    const { user } = open(`${HOME}/settings`);
    const file = new File([new Uint8Array([0xff, 0])], 'logo.png');
    await user.upload(await screen.findByLabelText('Add files', { selector: 'input' }), file);
    expect(await screen.findByRole('link', { name: 'Binary file, 2 bytes' })).toBeInTheDocument();
  });

  it('asks before what is typed is lost', async () => {
    const { user, router } = open(`${HOME}/settings`);
    await retype(user, 'Value of LEVEL', 'debug');
    await user.click(screen.getByRole('tab', { name: 'History' }));
    answers('/applications/app-shop/configuration/settings/versions', []);
    await waitFor(() => expect(router.state.location.pathname).toBe(`${HOME}/settings/history`));
    await user.click(screen.getByRole('button', { name: 'Close' }));
    const asking = await question('Leave without saving?');
    await user.click(asking.getByRole('button', { name: 'Stay' }));
    expect(router.state.location.pathname).toBe(`${HOME}/settings/history`);
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await user.click(
      (await question('Leave without saving?')).getByRole('button', { name: 'Leave and discard' }),
    );
    await waitFor(() => expect(router.state.location.pathname).toBe(HOME));
  });
});

describe('the history of a set', () => {
  it('compares two versions and restores one after asking', async () => {
    const { user } = open(`${HOME}/settings/history`);
    const changes = '/applications/app-shop/configuration/settings/versions';
    answers(changes, [version(3, { note: 'louder' }), version(2, { restored_from: 1 }), version(1)]);
    answers(`${changes}/2/changes`, [{ key: 'LEVEL', before: 'old-two', after: 'info' }]);
    answers(`${changes}/1/changes`, [{ key: 'LEVEL', before: 'old-one', after: 'old-two' }]);
    const calls = recorder(
      'post',
      '/applications/app-shop/configuration/settings/restore',
      done(setOf({ version: 4 })),
    );
    expect(await screen.findByText('old-two')).toBeInTheDocument();
    expect(screen.getByText('Restored from version 1')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Changes of version 2' }));
    expect(await screen.findByText('old-one')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Restore version 3' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Restore version 1' }));
    const asking = await question('Restore version 1 of settings?');
    expect(await asking.findByText(/restart, one replica after another: web/)).toBeInTheDocument();
    await user.click(asking.getByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(toSend(calls).map(({ body }) => body)).toEqual([{ version: 1 }]));
  });
});

describe('deleting a set', () => {
  it('is refused while services use it, and says which', async () => {
    const { user } = open(`${HOME}/settings`);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(await screen.findByText(/These services use it: web/)).toBeInTheDocument();
  });

  it('asks for the name', async () => {
    const { user, router } = open(`${HOME}/settings`, setOf({ used_by: [] }));
    const calls = recorder('delete', '/applications/app-shop/configuration/settings', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await user.type(await screen.findByLabelText('Type settings to confirm'), 'settings');
    await user.click(screen.getByRole('button', { name: 'Delete for good' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(HOME));
    expect(calls).toHaveLength(1);
  });
});

describe('a service', () => {
  it('shows which sets it uses, as variables and as files', async () => {
    platformWith([shop]);
    answers('/services/service-web/variables', []);
    openPortal('/applications/app-shop/services/service-web/variables');
    const variables = within(await screen.findByRole('table', { name: 'From configuration sets' }));
    expect(variables.getByText('All keys, named APP_…')).toBeInTheDocument();
    expect(variables.getByText('password → DB_PASSWORD')).toBeInTheDocument();
    expect(variables.getByRole('link', { name: 'db' })).toHaveAttribute('href', `${HOME}/db`);
    const files = within(screen.getByRole('table', { name: 'Files from configuration sets' }));
    expect(files.getByText('app.conf → /etc/app/conf.d/app.conf')).toBeInTheDocument();
  });
});
