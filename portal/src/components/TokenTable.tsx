import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Token } from '../api/account';

import { DataTable } from './DataTable';
import styles from './Credentials.module.css';
import { When } from './When';

interface Props {
  tokens: Token[] | undefined;
  empty: string;
  /** Absent for those who may only look. */
  onRevoke?: ((token: Token) => void) | undefined;
}

/** API tokens of one person; nobody sees their secrets. */
export function TokenTable({ tokens, empty, onRevoke }: Props) {
  const { t } = useTranslation();
  return (
    <DataTable<Token>
      label={t('account.tokens')}
      rows={tokens}
      rowKey={({ id }) => id}
      empty={empty}
      columns={[
        {
          key: 'name',
          title: t('account.tokenName'),
          render: ({ name, prefix }) => <TokenName name={name} prefix={prefix} />,
        },
        { key: 'scope', title: t('account.scope'), render: ({ scope }) => t(`account.scopes.${scope}`) },
        {
          key: 'applications',
          title: t('account.applications'),
          render: ({ applications }) => <TokenApplications applications={applications} />,
        },
        { key: 'created', title: t('field.created'), render: ({ created_at: at }) => <When at={at} /> },
        { key: 'expires', title: t('account.expires'), render: ({ expires_at: at }) => <When at={at} /> },
        {
          key: 'used',
          title: t('account.lastUsed'),
          render: ({ last_used_at: at }) => (at ? <When at={at} /> : t('users.never')),
        },
        {
          key: 'actions',
          align: 'end',
          render: (token) =>
            onRevoke && (
              <Button size="small" onClick={() => onRevoke(token)}>
                {t('account.revoke')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function TokenApplications({ applications }: Pick<Token, 'applications'>) {
  const { t } = useTranslation();
  if (!applications) return t('account.allApplications');
  return applications.map(({ name }) => name ?? t('account.deletedApplication')).join(', ');
}

function TokenName({ name, prefix }: { name: string; prefix: string }) {
  return (
    <>
      {name} <code className={styles.prefix}>{prefix}…</code>
    </>
  );
}
