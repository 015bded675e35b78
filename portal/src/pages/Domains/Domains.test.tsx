import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { OwnDomain } from '../../api/domains';
import { switchLanguage } from '../../i18n/language';
import { application, ownDomain, page, service, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, recorder, refuses, server } from '../../test/server';

const shop = application('shop', [service('web', { config: { image: 'web:1', ports: [{ port: 80 }] } })]);

function listed(rows: OwnDomain[]) {
  server.use(http.get(at('/domains'), () => HttpResponse.json(page(rows))));
}

const missing = {
  code: 'domain.no_record',
  message: 'DNS has no TXT record',
  message_zh: 'DNS 中没有 TXT 记录',
  hint: '',
  hint_zh: '',
};

const ending: OwnDomain['certificate'] = {
  state: 'ending',
  reason: { ...missing, code: 'certificate.ends_soon', message: 'It expires in 5 days' },
  issuer: 'An authority',
  fingerprint: 'ab',
  not_before: '2026-01-01T00:00:00Z',
  not_after: '2026-05-09T00:00:00Z',
  created_at: '2026-01-01T00:00:00Z',
  created_by: 'mei',
};

describe('the list of own domains', () => {
  it('tells what is to be set in DNS, and why a domain is not verified, in both languages', async () => {
    platformWith([shop]);
    listed([
      ownDomain({ reason: missing }),
      ownDomain({
        id: 'domain-2',
        host: 'shop.example.org',
        name: 'shop.example.org',
        state: 'serving',
        url: 'http://shop.example.org/',
        verified_at: '2026-05-04T10:00:00Z',
        points_here: true,
      }),
    ]);
    openPortal('/domains');
    expect(await screen.findByText('_slipway.www.example.org')).toBeVisible();
    expect(screen.getByText('DNS has no TXT record')).toBeVisible();
    expect(screen.getByRole('link', { name: 'shop.example.org' })).toHaveAttribute(
      'href',
      'http://shop.example.org/',
    );
    expect(screen.getAllByText('DNS records to set')).toHaveLength(1);
    await switchLanguage('zh');
    expect(await screen.findByText('DNS 中没有 TXT 记录')).toBeVisible();
  });

  it('says what to do when there are none, and lets viewers look only', async () => {
    platformWith([shop]);
    listed([]);
    openPortal('/domains');
    expect(await screen.findByText(/^No own domains yet. Add one/)).toBeVisible();
  });

  it('offers nothing to who may not manage domains', async () => {
    const who = viewerSession();
    platformWith([shop], { ...who, actions: [...who.actions, 'domain.read'] });
    listed([ownDomain()]);
    openPortal('/domains');
    expect(await screen.findByRole('cell', { name: 'www.example.org' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /Verify|Delete|Add a domain/ })).toBeNull();
  });
});

describe('an own domain', () => {
  it('is looked up when asked', async () => {
    platformWith([shop]);
    listed([ownDomain()]);
    const calls = recorder('post', '/domains/domain-1/verify', ownDomain({ reason: missing }));
    const { user } = openPortal('/domains');
    await user.click(await screen.findByRole('button', { name: 'Verify www.example.org now' }));
    expect(await screen.findByText('www.example.org is not verified yet; the list says why')).toBeVisible();
    expect(calls).toHaveLength(1);
  });

  it('gets a certificate, pasted and from a file, with the complaint at its input', async () => {
    platformWith([shop]);
    listed([ownDomain()]);
    refuses('put', '/domains/domain-1/certificate', 422, {
      message: 'The private key belongs to another certificate',
      field: 'private_key',
    });
    const { user } = openPortal('/domains');
    await user.click(await screen.findByRole('button', { name: 'Certificate of www.example.org' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('textbox', { name: 'Certificate (PEM)' }));
    await user.paste('-----BEGIN CERTIFICATE-----');
    const file = new File(['-----BEGIN PRIVATE KEY-----'], 'key.pem');
    await user.upload(dialog.getByLabelText('Choose a file: Private key (PEM)'), file);
    await waitFor(() =>
      expect(dialog.getByRole('textbox', { name: 'Private key (PEM)' })).toHaveValue(
        '-----BEGIN PRIVATE KEY-----',
      ),
    );
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText(/belongs to another certificate/)).toBeVisible();
    const calls = recorder('put', '/domains/domain-1/certificate', ownDomain());
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The certificate of www.example.org was saved')).toBeVisible();
    expect(calls).toHaveLength(1);
  });

  it('says until when its certificate is good, and loses it only after a question', async () => {
    platformWith([shop]);
    listed([ownDomain({ certificate: ending })]);
    const calls = recorder('delete', '/domains/domain-1/certificate', {}, 204);
    const { user } = openPortal('/domains');
    expect(await screen.findByText('Expires soon')).toBeVisible();
    expect(screen.getByText('It expires in 5 days')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Certificate of www.example.org' }));
    await user.click(await screen.findByRole('button', { name: 'Remove the certificate' }));
    const question = await screen.findByText(/served by http only/);
    expect(question).toBeVisible();
    expect(calls).toHaveLength(0);
    const buttons = within(question.closest<HTMLElement>('[role="dialog"]') ?? document.body);
    await user.click(buttons.getByRole('button', { name: 'Remove the certificate' }));
    await waitFor(() => expect(calls).toHaveLength(1));
  });

  it('leads its visitors to https when asked, and says whether it does', async () => {
    platformWith([shop]);
    listed([
      ownDomain({ certificate: ending, redirect: true }),
      ownDomain({
        id: 'domain-2',
        name: 'b.example.org',
        certificate: ending,
        redirect: true,
        redirected: true,
      }),
    ]);
    const calls = recorder('patch', '/domains/domain-1', ownDomain({ certificate: ending }));
    const { user } = openPortal('/domains');
    expect(await screen.findByText('http will be led to https')).toBeVisible();
    expect(screen.getByText('http is led to https')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Certificate of www.example.org' }));
    const box = await screen.findByRole('checkbox', { name: 'Lead visitors from http to https' });
    expect(box).toBeChecked();
    await user.click(box);
    expect(await screen.findByText('www.example.org is served by http as well')).toBeVisible();
    expect(calls.map(({ body }) => body)).toEqual([{ redirect: false }]);
  });

  it('has its certificate got by the platform, with why that failed and another try', async () => {
    const reason = { ...missing, code: 'certificate.challenge_not_met', message: 'Nothing was found at it' };
    const failing = { state: 'failing', failures: 1, next_try_at: '2026-05-09T00:00:00Z', reason } as const;
    platformWith([shop]);
    listed([
      ownDomain({ can_automate: true }),
      ownDomain({ id: 'domain-2', name: 'b.example.org', can_automate: true, automatic: failing }),
    ]);
    const calls = recorder('put', '/domains/domain-1/certificate/automatic', ownDomain());
    const again = recorder('put', '/domains/domain-2/certificate/automatic', ownDomain());
    const ended = recorder('delete', '/domains/domain-2/certificate/automatic', {}, 204);
    const { user } = openPortal('/domains');
    expect(await screen.findByText('The last try failed')).toBeVisible();
    expect(screen.getByText('Nothing was found at it')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Certificate of www.example.org' }));
    await user.click(await screen.findByRole('checkbox', { name: /Get the certificate automatically/ }));
    expect(await screen.findByText('The platform gets the certificate of www.example.org')).toBeVisible();
    expect(calls).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Certificate of b.example.org' }));
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(again).toHaveLength(1));
    await user.click(await screen.findByRole('checkbox', { name: /Get the certificate automatically/ }));
    expect(await screen.findByText(/is not renewed any more/)).toBeVisible();
    expect(ended).toHaveLength(1);
  });

  it('is added with the complaint at its input', async () => {
    platformWith([shop]);
    listed([]);
    refuses('post', '/domains', 422, { message: 'Only single hosts', field: 'host' });
    const { user } = openPortal('/domains');
    await user.click(await screen.findByRole('button', { name: 'Add a domain' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Domain' }), '*.example.org');
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    expect(await dialog.findByText(/Only single hosts/)).toBeVisible();
  });

  it('is deleted only after what that means was read', async () => {
    platformWith([shop]);
    listed([ownDomain()]);
    const calls = recorder('delete', '/domains/domain-1', {}, 204);
    const { user } = openPortal('/domains');
    await user.click(await screen.findByRole('button', { name: 'Delete www.example.org' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/It is not served any more/)).toBeVisible();
    expect(calls).toHaveLength(0);
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(calls).toHaveLength(1));
  });
});
