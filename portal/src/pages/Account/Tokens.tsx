import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  createToken,
  revokeToken,
  useTokens,
  type Token,
  type TokenCreate,
  type TokenCreated,
} from '../../api/account';
import { usePlatform } from '../../api/platform';
import { keys } from '../../api/query';
import styles from '../../components/Credentials.module.css';
import { Failure } from '../../components/Failure';
import { useFeedback } from '../../components/feedback';
import { FormDialog } from '../../components/FormDialog';
import { NumberItem } from '../../components/NumberItem';
import panel from '../../components/Panel.module.css';
import { ShownOnce } from '../../components/ShownOnce';
import { TokenTable } from '../../components/TokenTable';
import { useAction } from '../../components/useAction';

import { ApplicationsSelect } from './ApplicationsSelect';

const FIRST_DAYS = 90;
const MOST_DAYS = 3_650;
const SCOPES = ['read', 'deploy', 'all'] as const;

/** Tokens with which programs act as oneself. */
export function Tokens() {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const tokens = useTokens();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<TokenCreated | null>(null);
  const revoke = useAction({
    run: revokeToken,
    said: (_, { name }) => t('said.tokenRevoked', { name }),
    stale: [keys.tokens],
  });
  const ask = (token: Token) =>
    modal.confirm({
      title: t('confirm.revokeToken.title', { name: token.name }),
      content: t('confirm.revokeToken.consequence'),
      okText: t('account.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutate(token),
    });
  return (
    <section className={styles.section} aria-labelledby="tokens">
      <div className={styles.head}>
        <h2 id="tokens">{t('account.tokens')}</h2>
        <Button onClick={() => setCreating(true)}>{t('account.newToken')}</Button>
      </div>
      {tokens.error && !tokens.data ? (
        <Failure error={tokens.error} retry={() => void tokens.refetch()} />
      ) : (
        <TokenTable tokens={tokens.data?.items} empty={t('account.noTokens')} onRevoke={ask} />
      )}
      {creating && <CreateDialog onClose={() => setCreating(false)} onMade={setMade} />}
      {made && (
        <ShownOnce
          title={t('account.secretTitle', { name: made.name })}
          secret={made.token}
          onClose={() => setMade(null)}
        />
      )}
    </section>
  );
}

function CreateDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: TokenCreated) => void }) {
  const { t } = useTranslation();
  const most = usePlatform().data?.token_max_days ?? MOST_DAYS;
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<TokenCreate, TokenCreated>
      title={t('account.newToken')}
      submit={t('action.create')}
      initial={{ scope: 'deploy', expires_in_days: Math.min(FIRST_DAYS, most) }}
      run={createToken}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.tokens]}
      onClose={onClose}
      onDone={onMade}
    >
      <Form.Item
        name="name"
        label={t('account.tokenName')}
        extra={t('account.tokenNameRule')}
        rules={required}
      >
        <Input autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item name="scope" label={t('account.scope')} extra={t('account.scopeRule')} rules={required}>
        <Select options={SCOPES.map((value) => ({ value, label: t(`account.scopes.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="applications"
        label={t('account.applications')}
        extra={t('account.applicationsRule')}
        // An emptied field means that the token is for all of them, and an empty list that it is for none.
        getValueFromEvent={(ids: string[]) => (ids.length ? ids : undefined)}
      >
        <ApplicationsSelect />
      </Form.Item>
      <NumberItem
        name="expires_in_days"
        label={t('account.days')}
        extra={t('account.daysRule', { most })}
        least={1}
        most={most}
        required
        input={{ className: panel.full }}
      />
    </FormDialog>
  );
}
