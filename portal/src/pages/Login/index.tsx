import { Button, Divider, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';

import { useLogin, useSession } from '../../api/session';
import { ssoAddress, takeRefusal, useSso } from '../../api/sso';
import { wantedAddress } from '../../app/deepLink';
import { LanguageSwitch } from '../../app/LanguageSwitch';
import { ModeSwitch } from '../../app/ModeSwitch';
import { Brand } from '../../components/Brand';
import { ErrorNotice } from '../../components/ErrorNotice';
import { SlipDrawing } from '../../components/SlipDrawing';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './Login.module.css';

interface Credentials {
  username: string;
  password: string;
}

export function LoginPage() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const session = useSession();
  const [refusal] = useState(takeRefusal);
  usePageTitle(t('login.title'));

  if (session.data) return <Navigate to={wantedAddress(search)} replace />;
  return (
    <div className={styles.page}>
      <aside className={styles.picture}>
        <Brand onInk />
        <SlipDrawing />
        <p className={styles.promise}>{t('brand.promise')}</p>
      </aside>
      <div className={styles.form}>
        <div className={styles.switches}>
          <LanguageSwitch />
          <ModeSwitch />
        </div>
        <main className={styles.card}>
          <h1>{t('login.title')}</h1>
          {refusal && (
            <div className={styles.refusal}>
              <ErrorNotice error={refusal} />
            </div>
          )}
          <CredentialsForm />
          <ProviderButton target={wantedAddress(search)} />
        </main>
      </div>
    </div>
  );
}

function CredentialsForm() {
  const { t } = useTranslation();
  const login = useLogin();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <Form<Credentials>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(entered) => login.mutate(entered)}
    >
      <Form.Item name="username" label={t('login.username')} rules={required}>
        {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the page has no other purpose */}
        <Input autoComplete="username" autoFocus maxLength={64} />
      </Form.Item>
      <Form.Item name="password" label={t('login.password')} rules={required}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      {login.error && (
        <Form.Item>
          <ErrorNotice error={login.error} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={login.isPending}>
        {t('action.login')}
      </Button>
    </Form>
  );
}

/** Nothing where no provider is set, or before that is known: the form is usable at once in any case. */
function ProviderButton({ target }: { target: string }) {
  const { t } = useTranslation();
  const { data } = useSso();
  if (!data?.oidc) return null;
  return (
    <>
      <Divider plain>{t('login.or')}</Divider>
      <Button block size="large" href={ssoAddress(target)}>
        {t('login.provider', { name: data.oidc })}
      </Button>
    </>
  );
}
