import { http, HttpResponse } from 'msw';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { CloudAccount, CloudMachine } from '../../api/cloud';
import type { Session } from '../../api/session';
import { adminSession, cloudAccount, cloudMachine, cloudVm, page, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const PATIENCE = { timeout: 20_000 };
const LONG = 60_000;
const aws = cloudAccount('aws');
const azure = cloudAccount('az', { provider: 'azure', region: 'westeurope', resource_group: 'hosts' });

interface Has {
  accounts?: CloudAccount[];
  machines?: CloudMachine[];
  way?: string;
  who?: Session;
}

function opened(
  { accounts = [aws], machines = [], way = 'kubeadm', who = adminSession() }: Has = {},
  address = '/hosts/cloud',
) {
  platformWith([], who);
  answers('/hosts', page([]));
  answers('/hosts/join', { way, new_hosts: [] });
  answers('/cloud/accounts', page(accounts));
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/cloud/machines'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page(machines));
    }),
  );
  return { ...openPortal(address), asked };
}

async function dialogOf(title: string) {
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(title, { selector: '.ant-modal-title' })).toBeVisible();
  return dialog;
}

it('are reached from the hosts, and begin with an account', async () => {
  const { user, router } = opened({ accounts: [] }, '/hosts');
  await user.click(await screen.findByRole('link', { name: 'Cloud hosts' }));
  expect(await screen.findByText(/No accounts yet/)).toBeVisible();
  expect(await screen.findByText(/Add an account first/)).toBeVisible();
  expect(router.state.location.pathname).toBe('/hosts/cloud');
  expect(screen.queryByRole('button', { name: 'Order machines' })).not.toBeInTheDocument();
});

it('are not offered to others', async () => {
  opened({ who: viewerSession() }, '/hosts');
  await screen.findByRole('heading', { name: 'Hosts' });
  expect(screen.queryByRole('link', { name: 'Cloud hosts' })).not.toBeInTheDocument();
});

it('cannot be ordered where machines cannot join', async () => {
  opened({ way: 'none' });
  expect(await screen.findByText(/embedded engine \(localkube\)/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Order machines' })).toBeDisabled();
});

it('are listed with their state, its reason and their host', async () => {
  const problem = {
    code: 'cloud.not_joined',
    message: 'Not joined',
    message_zh: '',
    hint: 'Read its log',
    hint_zh: '',
  };
  const lost = cloudMachine('lost', { state: 'failed', host: null, problem });
  opened({ machines: [cloudMachine('w1'), lost, cloudMachine('new', { state: 'booting', host: null })] });
  const joined = within(await screen.findByRole('row', { name: /w1/ }));
  expect(joined.getByText('Joined')).toBeVisible();
  expect(joined.getByRole('link', { name: 'w1' })).toHaveAttribute('href', '/hosts/w1');
  const failed = within(screen.getByRole('row', { name: /lost/ }));
  expect(failed.getByText('Not joined')).toBeVisible();
  expect(failed.getByText('Read its log')).toBeVisible();
  expect(within(screen.getByRole('row', { name: /new/ })).getByText(/joins the cluster/)).toBeVisible();
});

it('are listed also where the accounts cannot be read, which is said in their place', async () => {
  platformWith([], adminSession());
  answers('/hosts/join', { way: 'kubeadm', new_hosts: [] });
  answers('/cloud/machines', page([cloudMachine('w1')]));
  refuses('get', '/cloud/accounts', 503, { message: 'The database does not answer' });
  const { user } = openPortal('/hosts/cloud');
  expect(await screen.findByRole('row', { name: /w1/ })).toBeVisible();
  const accounts = within(screen.getByRole('region', { name: 'Accounts' }));
  expect(accounts.getByRole('alert')).toHaveTextContent('The database does not answer');
  answers('/cloud/accounts', page([aws]));
  await user.click(accounts.getByRole('button', { name: 'Try again' }));
  expect(await accounts.findByRole('row', { name: /aws/ })).toBeVisible();
});

it('are narrowed and sorted by the server, as the address says', async () => {
  const { user, asked } = opened(
    { machines: [cloudMachine('w1')] },
    '/hosts/cloud?state=joined&account=account-aws',
  );
  await screen.findByRole('row', { name: /w1/ });
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({ state: 'joined', account_id: 'account-aws' });
  await user.click(screen.getByRole('button', { name: 'Size' }));
  await waitFor(() => expect(asked.at(-1)?.get('sort')).toBe('size'), PATIENCE);
});

it(
  'are asked for again only while one is on its way',
  async () => {
    let answered = 0;
    opened();
    server.use(
      http.get(at('/cloud/machines'), () => {
        answered += 1;
        return HttpResponse.json(page([cloudMachine('w1', { state: answered < 2 ? 'booting' : 'joined' })]));
      }),
    );
    expect(await screen.findByText('Joined', {}, PATIENCE)).toBeVisible();
    expect(answered).toBe(2);
  },
  LONG,
);

it(
  'add an account with credentials that are sent and not shown',
  async () => {
    const { user } = opened({ accounts: [] });
    const sent = recorder('post', '/cloud/accounts', aws, 201);
    await user.click(await screen.findByRole('button', { name: 'Add an account' }));
    const dialog = await dialogOf('Add an account');
    await user.type(dialog.getByLabelText('Account name'), 'aws');
    await user.type(dialog.getByLabelText('Region'), 'eu-central-1');
    await user.type(dialog.getByLabelText('Access key ID'), 'AKIA1');
    const secret = dialog.getByLabelText('Secret access key');
    expect(secret).toHaveAttribute('type', 'password');
    await user.type(secret, 'hush');
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
    expect(sent[0]?.body).toEqual({
      name: 'aws',
      provider: 'ec2',
      region: 'eu-central-1',
      endpoint: '',
      credentials: { access_key_id: 'AKIA1', secret_access_key: 'hush' },
    });
  },
  LONG,
);

it(
  'add an account at Azure with what it asks for',
  async () => {
    const { user } = opened({ accounts: [] });
    const sent = recorder('post', '/cloud/accounts', azure, 201);
    await user.click(await screen.findByRole('button', { name: 'Add an account' }));
    const dialog = await dialogOf('Add an account');
    await user.type(dialog.getByLabelText('Account name'), 'az');
    await user.click(dialog.getByRole('combobox', { name: 'Provider' }));
    await user.click(await screen.findByTitle('Microsoft Azure'));
    await user.type(await dialog.findByLabelText('Location'), 'westeurope');
    expect(dialog.queryByLabelText('Access key ID')).not.toBeInTheDocument();
    await user.type(dialog.getByLabelText('Subscription'), '1111');
    await user.type(dialog.getByLabelText('Resource group'), 'hosts');
    await user.type(dialog.getByLabelText('Directory (tenant)'), 'contoso.example');
    await user.type(dialog.getByLabelText('Application (client) id'), '9999');
    const secret = dialog.getByLabelText('Client secret');
    expect(secret).toHaveAttribute('type', 'password');
    await user.type(secret, 'hush');
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
    expect(sent[0]?.body).toEqual({
      name: 'az',
      provider: 'azure',
      region: 'westeurope',
      subscription_id: '1111',
      resource_group: 'hosts',
      endpoint: '',
      credentials: { tenant_id: 'contoso.example', client_id: '9999', client_secret: 'hush' },
    });
  },
  LONG,
);

it('are ordered from Azure in its own words', async () => {
  const { user } = opened({ accounts: [azure] });
  await user.click(await screen.findByRole('button', { name: 'Order machines' }));
  const dialog = await dialogOf('Order machines');
  expect(await dialog.findByText(/Standard_D2s_v5/)).toBeVisible();
  expect(dialog.getByLabelText('SSH key')).toBeVisible();
  expect(dialog.getByLabelText('Network security group')).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'Order' }));
  await waitFor(
    () => expect(dialog.getByLabelText('Subnet')).toHaveAttribute('aria-invalid', 'true'),
    PATIENCE,
  );
});

it(
  'are forgotten with an account that is let in no more, and those that may go on are named',
  async () => {
    const lost = cloudMachine('w1', { vm_id: 'i-77' });
    const { user } = opened({ accounts: [cloudAccount('aws', { machines: ['w1'] })], machines: [lost] });
    const sent = recorder('post', '/cloud/accounts/account-aws/forget', {
      may_go_on: [{ name: 'w1', vm_id: 'i-77', addresses: [] }],
    });
    await user.click(await screen.findByRole('button', { name: 'Remove aws' }));
    const dialog = await dialogOf('Remove account aws');
    await user.click(dialog.getByRole('checkbox', { name: /Forget it with its machines/ }));
    expect(await dialog.findByText('w1 (i-77)')).toBeVisible();
    await user.type(dialog.getByLabelText('Type aws to confirm'), 'aws');
    await user.click(dialog.getByRole('button', { name: 'Forget' }));
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
    expect(sent[0]?.body).toEqual({ confirm: 'aws' });
    expect(await screen.findByText(/is forgotten here; what may go on at the provider: 1/)).toBeVisible();
  },
  LONG,
);

it(
  'that are being deleted in vain can be forgotten',
  async () => {
    const { user } = opened({ machines: [cloudMachine('w1', { state: 'deleting' }), cloudMachine('w2')] });
    const sent = recorder('post', '/cloud/machines/machine-w1/forget', { may_go_on: [] });
    await user.click(await screen.findByRole('button', { name: 'Forget w1' }));
    expect(screen.queryByRole('button', { name: 'Forget w2' })).not.toBeInTheDocument();
    const dialog = await dialogOf('Forget machine w1');
    expect(dialog.getByText(/w1 \(i-1\), or parts of it, may go on/)).toBeVisible();
    await user.type(dialog.getByLabelText('Type w1 to confirm'), 'w1');
    await user.click(dialog.getByRole('button', { name: 'Forget' }));
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
  },
  LONG,
);

it('are only looked at by auditors', async () => {
  const who = { ...adminSession(), actions: ['host.read', 'cloud.read'] };
  opened({ who, machines: [cloudMachine('w1')] });
  await screen.findByRole('row', { name: /w1/ });
  expect(screen.getByRole('button', { name: /At the provider/ })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Add an account|Order|Delete|Remove|Credentials/ })).toBeNull();
});

it('keep an account with which machines are ordered, and name them', async () => {
  const { user } = opened({ accounts: [cloudAccount('aws', { machines: ['w1', 'w2'] })] });
  await user.click(await screen.findByRole('button', { name: 'Remove aws' }));
  const dialog = await dialogOf('Remove account aws');
  expect(dialog.getByText('Machines are ordered with it: w1, w2')).toBeVisible();
  await user.type(dialog.getByLabelText('Type aws to confirm'), 'aws');
  expect(dialog.getByRole('button', { name: 'Forget' })).toBeDisabled();
});

it('tell of machines at the provider that nobody here knows', async () => {
  const { user } = opened();
  answers('/cloud/accounts/account-aws/machines', {
    items: [cloudVm('w1'), cloudVm('stray', { machine: '' })],
  });
  await user.click(await screen.findByRole('button', { name: /At the provider/ }));
  const dialog = await dialogOf('What aws has at the provider');
  expect(await dialog.findByText(/^1 of them nobody here knows/)).toBeVisible();
  expect(within(dialog.getByRole('row', { name: /stray/ })).getByText('Unknown here')).toBeVisible();
});

it(
  'are ordered as the last one was, and a refusal stands at its input',
  async () => {
    const { user } = opened({ machines: [cloudMachine('w1')] });
    refuses('post', '/cloud/machines', 409, {
      code: 'cloud.machine_name_taken',
      message: 'Taken',
      field: 'name',
    });
    await user.click(await screen.findByRole('button', { name: 'Order machines' }));
    const dialog = await dialogOf('Order machines');
    expect(dialog.getByLabelText('Size')).toHaveValue('t3.large');
    await user.type(dialog.getByLabelText('Machine name'), 'worker');
    await user.type(dialog.getByLabelText('Labels'), 'disk=ssd{Enter}');
    await user.click(dialog.getByRole('button', { name: 'Order' }));
    expect(await dialog.findByText('Taken', {}, PATIENCE)).toBeVisible();
    const sent = recorder('post', '/cloud/machines', { items: [cloudMachine('worker')] }, 202);
    await user.click(dialog.getByRole('button', { name: 'Order' }));
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
    expect(sent[0]?.body).toEqual({
      account_id: 'account-aws',
      name: 'worker',
      count: 1,
      size: 't3.large',
      image: 'ami-1',
      subnet: 'subnet-1',
      zone: '',
      key_pair: 'ops',
      security_groups: ['sg-1'],
      public_ip: false,
      partition_id: null,
      labels: { disk: 'ssd' },
      prepare: '',
      join_minutes: 60,
    });
  },
  LONG,
);

it.each([
  ['with a drain', false, { drain: 'true', force: 'false' }],
  ['at once', true, { drain: 'false', force: 'true' }],
])(
  'are deleted %s, after their name was typed',
  async (_, force, query) => {
    const { user } = opened({ machines: [cloudMachine('w1')] });
    const sent = recorder(
      'delete',
      '/cloud/machines/machine-w1',
      cloudMachine('w1', { state: 'draining' }),
      202,
    );
    await user.click(await screen.findByRole('button', { name: 'Delete w1' }));
    const dialog = await dialogOf('Delete machine w1');
    expect(dialog.getByText(/Host w1 is emptied first/)).toBeVisible();
    expect(dialog.getByText(/ended in account aws/)).toBeVisible();
    const submit = dialog.getByRole('button', { name: 'Delete for good' });
    expect(submit).toBeDisabled();
    if (force) {
      await user.click(dialog.getByRole('checkbox', { name: /End it at once/ }));
      await waitFor(() => expect(dialog.queryByText(/is emptied first/)).not.toBeInTheDocument(), PATIENCE);
    }
    await user.type(dialog.getByLabelText('Type w1 to confirm'), 'w1');
    await user.click(submit);
    await waitFor(() => expect(sent).toHaveLength(1), PATIENCE);
    expect(Object.fromEntries(sent[0]?.query ?? [])).toEqual(query);
  },
  LONG,
);

it('that are being emptied can only be ended at once', async () => {
  const { user } = opened({ machines: [cloudMachine('w1', { state: 'draining' })] });
  await user.click(await screen.findByRole('button', { name: 'Delete w1' }));
  const dialog = await dialogOf('Delete machine w1');
  await user.type(dialog.getByLabelText('Type w1 to confirm'), 'w1');
  expect(dialog.getByRole('button', { name: 'Delete for good' })).toBeDisabled();
  await user.click(dialog.getByRole('checkbox', { name: /End it at once/ }));
  await waitFor(
    () => expect(dialog.getByRole('button', { name: 'Delete for good' })).toBeEnabled(),
    PATIENCE,
  );
});
