import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Activity } from '../api/overview';
import { switchLanguage } from '../i18n/language';
import { activity, adminSession, page, reason, session, viewerSession } from '../test/data';
import { FakeEventSource } from '../test/events';
import { openPortal } from '../test/render';
import { at, platformWith, server } from '../test/server';

import { placeOf } from './Item';

function goesOn(items: Activity[]) {
  server.use(
    http.get(at('/activities'), () =>
      HttpResponse.json({ running: items.filter(({ state }) => state === 'running').length, items }),
    ),
  );
}

function opened(items: Activity[], who = session()) {
  platformWith([], who);
  server.use(http.get(at('/applications'), () => HttpResponse.json(page([]))));
  goesOn(items);
  return openPortal('/applications');
}

const DONE = activity({ id: 'o-done', state: 'done', ready: 5 });
const FAILED = activity({ id: 'o-failed', state: 'failed', mine: false, actor_name: 'li', reason: reason() });

describe('the bell', () => {
  it('counts what is under way, and follows it to its end', async () => {
    const { user } = opened([activity()]);
    await user.click(await screen.findByRole('button', { name: 'What is under way, 1 under way' }));
    const progress = await screen.findByRole('progressbar', { name: 'Publish shop' });
    expect(progress).toHaveAttribute('value', '2');
    expect(progress).toHaveAttribute('max', '5');
    expect(screen.getByText(/2 of 5 ready/)).toBeVisible();
    goesOn([{ ...DONE, id: 'operation-1' }]);
    FakeEventSource.current.tell('application', { id: 'x', gone: true });
    expect(await screen.findByText('Done')).toBeVisible();
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  });

  it('says why something failed, who began it, and where to look; in both languages', async () => {
    const { user } = opened([FAILED]);
    await user.click(await screen.findByRole('button', { name: /1 ended since/ }));
    expect(await screen.findByText('It exits with code 1')).toBeVisible();
    expect(screen.getByText(/by li/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Publish shop' })).toHaveAttribute(
      'href',
      '/applications/app-shop',
    );
    await switchLanguage('zh');
    expect(await screen.findByText('退出码为 1')).toBeVisible();
  });

  it('remembers what was seen, also over a reload; what others have done well is no news', async () => {
    const others = activity({ id: 'o-other', state: 'done', mine: false });
    const { user } = opened([DONE, others]);
    const button = await screen.findByRole('button', {
      name: 'What is under way, 1 ended since you last looked',
    });
    await user.click(button);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(button).toHaveAccessibleName('What is under way'));
    expect(button).toHaveFocus();
    expect(localStorage.getItem('slipway.bell.user-1')).toContain('o-done done');
  });

  it('says that there is nothing, and is not there for those who may not know', async () => {
    const { user } = opened([]);
    await user.click(await screen.findByRole('button', { name: 'What is under way' }));
    expect(
      within(screen.getByRole('region', { name: 'Under way and done' })).getByText(/Nothing was/),
    ).toBeVisible();
  });

  it('is not there for those who may not see operations', async () => {
    opened([], viewerSession());
    await screen.findByText(/Your role is read-only/);
    expect(screen.queryByRole('button', { name: /under way/ })).not.toBeInTheDocument();
  });

  it('tells the platform’s staff whose it is', async () => {
    const { user } = opened([activity()], adminSession());
    await user.click(await screen.findByRole('button', { name: /1 under way/ }));
    expect(await screen.findByText(/acme/)).toBeVisible();
  });
});

describe('where an activity is looked at', () => {
  it.each([
    [activity(), '/applications/app-shop'],
    [activity({ object_kind: 'service', object_id: 's-1' }), '/applications/app-shop/services/s-1'],
    [activity({ action: 'service.delete', object_kind: 'service' }), '/operations/operation-1'],
    [activity({ action: 'application.delete', application_id: null }), '/operations/operation-1'],
    [activity({ action: 'host.drain', object_kind: 'host', object_name: 'n 1' }), '/hosts/n%201'],
    [
      activity({ action: 'tenant.delete', object_kind: 'tenant', application_id: null }),
      '/operations/operation-1',
    ],
  ])('is the page of what it is about, or its operation', (one, place) => {
    expect(placeOf(one)).toBe(place);
  });
});
