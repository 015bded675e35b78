import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { ContainerDetail } from '../../api/containers';
import type { Session } from '../../api/session';
import { application, containerDetail, containerRow, page, service, viewerSession } from '../../test/data';
import { FakeEventSource } from '../../test/events';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const shop = application('shop', [service('web')]);
const WEB_A = '/containers/tenant-1/web-a/web';

function open(tab = '', detail: ContainerDetail = containerDetail('web-a'), who?: Session) {
  platformWith([shop], who);
  answers('/containers', { ...page([containerRow('web-a')]), usage_problem: null });
  answers(WEB_A, detail);
  return openPortal(`${WEB_A}${tab}`);
}

const table = async (name: string) => within(await screen.findByRole('table', { name }));
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

describe('the page of one container', () => {
  it('shows how it is and came to be so, its probes, conditions and events', async () => {
    open();
    const history = await table('State history');
    expect(history.getByText('OOMKilled · exit code 137')).toBeVisible();
    expect((await table('Probes')).getByText('Passing')).toBeVisible();
    expect((await table('Conditions of the pod')).getByText('Ready')).toBeVisible();
    expect((await table('Events')).getByText('Back-off restarting')).toBeVisible();
    expect(screen.getByText('ReplicaSet web-1')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Service web' })).toHaveAttribute(
      'href',
      '/applications/app-shop/services/service-web/overview',
    );
  });

  it('promises no line of measurements to what does not run', async () => {
    open('', containerDetail('web-a', { state: 'waiting', usage: null }));
    expect(await screen.findAllByText('Nothing is measured while it does not run')).toHaveLength(2);
  });

  it('says that events are missing when the cluster did not answer', async () => {
    open('', containerDetail('web-a', { events: [], events_complete: false }));
    expect(await screen.findByText(/The cluster did not answer; only the warnings/)).toBeVisible();
  });

  it('shows variables, says which are masked and who may see them, and what is mounted', async () => {
    open('/configuration');
    const variables = await table('Environment variables');
    expect(variables.getByText('hello')).toBeVisible();
    const secret = variables.getByText('DB_PASSWORD').closest('tr');
    expect(within(secret ?? document.body).getByText('masked')).toBeVisible();
    expect(screen.getByText(/Masked values are shown to nobody here/)).toBeVisible();
    expect((await table('Mounts')).getByText('Volume claim shop-data')).toBeVisible();
    expect(screen.getByText('python -m shop')).toBeVisible();
  });

  it('follows the log of this container, of the run before, and of a time', async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      http.get(at(`${WEB_A}/logs`), ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return HttpResponse.text('first line\nan ERROR\n');
      }),
    );
    const { user } = open('/logs');
    expect(await screen.findByText(/an ERROR/)).toBeVisible();
    expect(asked[0]?.get('follow')).toBe('true');
    await user.type(screen.getByRole('searchbox', { name: 'Lines that contain' }), 'error{Enter}');
    expect(screen.queryByText(/first line/)).not.toBeInTheDocument();
    expect(screen.getByText('1 of 2 lines')).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'Before the last restart' }));
    await waitFor(() => expect(asked.at(-1)?.get('previous')).toBe('true'));
    expect(asked.at(-1)?.get('follow')).toBe('false');
    expect(screen.getByRole('link', { name: 'Download' })).toHaveAttribute('download', 'web-a.log');
  });

  it('has the log and a terminal of a container that belongs to no service', async () => {
    server.use(http.get(at(`${WEB_A}/logs`), () => HttpResponse.text('from a job\n')));
    const alone = {
      ...{ application_id: null, application_name: null, service_id: null, service_name: null },
      controller: null,
    };
    const { router } = open('/logs', containerDetail('web-a', alone));
    expect(await screen.findByText(/from a job/)).toBeVisible();
    expect(screen.queryByRole('link', { name: /Logs of all containers/ })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Restart' })).toBeDisabled();
    await act(() => router.navigate(`${WEB_A}/terminal`));
    expect(await screen.findByRole('combobox', { name: 'Shell' })).toBeInTheDocument();
  });

  it('restarts after saying what happens, and goes to where the new one comes', async () => {
    const { user, router } = open();
    const sent = recorder(
      'post',
      '/containers/tenant-1/web-a/restart',
      { tenant_id: 'tenant-1', pod: 'web-a', replaced_by: { kind: 'ReplicaSet', name: 'web-1' } },
      202,
    );
    await user.click(await screen.findByRole('button', { name: 'Restart' }));
    const asking = await dialog('Restart web-a?');
    expect(asking.getByText('ReplicaSet web-1 makes another in its place.')).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Restart' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    await waitFor(() => expect(router.state.location.search).toBe('?service=service-web'));
  });

  it('deletes after saying that nothing comes in its place', async () => {
    const { user } = open('', containerDetail('web-a', { controller: null }));
    const removal = { tenant_id: 'tenant-1', pod: 'web-a', replaced_by: null };
    const sent = recorder('delete', '/containers/tenant-1/web-a', removal, 202);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asking = await dialog('Delete web-a?');
    expect(asking.getByText('Nothing makes another in its place.')).toBeInTheDocument();
    await user.click(asking.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('web-a ends for good')).toBeInTheDocument();
    expect(sent).toHaveLength(1);
  });

  it('offers those who only look neither changes nor a terminal nor files', async () => {
    open('/terminal', containerDetail('web-a'), viewerSession());
    await table('Events');
    expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual([
      'Overview',
      'Charts',
      'Configuration',
      'Logs',
    ]);
    expect(screen.queryByRole('button', { name: 'Restart' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
  });

  it('needs a running container for a terminal and for files', async () => {
    const waiting = containerDetail('web-a', { state: 'waiting', ready: false });
    const { router } = open('/terminal', waiting);
    expect(await screen.findByText('A terminal needs a container that runs.')).toBeVisible();
    await act(() => router.navigate(`${WEB_A}/files`));
    expect(await screen.findByText('Files can be copied only while the container runs.')).toBeVisible();
  });

  it('says why a download failed', async () => {
    const { user } = open('/files');
    refuses('get', `${WEB_A}/files`, 409, { message: 'The container has no tar', request_id: 'r-4' });
    await user.type(await screen.findByLabelText('Absolute path in the container'), '/etc/hosts');
    await user.click(screen.getByRole('button', { name: 'Download' }));
    expect(await screen.findByText('The container has no tar')).toBeVisible();
  });

  it('says that it is gone once the stream tells so, with the way to those of its service', async () => {
    open();
    await table('Events');
    refuses('get', WEB_A, 404, { message: 'There is no pod web-a' });
    act(() => FakeEventSource.at('/containers/events').tell('gone', { tenant_id: 'tenant-1', pod: 'web-a' }));
    expect(await screen.findByText('There is no pod web-a')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Show the containers of its service' })).toHaveAttribute(
      'href',
      '/containers?service=service-web',
    );
  });
});
