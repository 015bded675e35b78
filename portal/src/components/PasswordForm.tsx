import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { setPassword } from '../api/account';
import type { ApiError } from '../api/errors';
import { keys } from '../api/query';
import { useSession } from '../api/session';

import { ErrorNotice } from './ErrorNotice';
import { showAtInput } from './formErrors';
import { PasswordField } from './PasswordField';
import { UnsavedGuard } from './UnsavedGuard';
import { useAction } from './useAction';
import { useErrorText } from './useErrorText';

interface Entered {
  current: string;
  new: string;
  again: string;
}

/** Changes one's own password. */
export function PasswordForm({ userId, onDone }: { userId: string; onDone?: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Entered>();
  const username = useSession().data?.user.username ?? '';
  const [touched, setTouched] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const textOf = useErrorText();
  const change = useAction({
    run: (entered: Entered) => setPassword({ id: userId, current: entered.current, new: entered.new }),
    said: () => t('said.passwordChanged'),
    stale: [keys.session, keys.logins],
    showsError: true,
    done: () => {
      form.resetFields();
      setTouched(false);
      onDone?.();
    },
  });
  const send = (entered: Entered) => {
    setError(null);
    change.mutate(entered, { onError: (thrown) => setError(showAtInput(form, thrown, textOf)) });
  };
  const required = { required: true, message: t('form.required') };
  const same = {
    validator: (_: unknown, typed: string) =>
      typed === form.getFieldValue('new')
        ? Promise.resolve()
        : Promise.reject(new Error(t('account.differs'))),
  };
  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={send}
      onValuesChange={() => setTouched(true)}
    >
      <UnsavedGuard when={touched} />
      <Form.Item name="current" label={t('account.currentPassword')} rules={[required]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <PasswordField name="new" label={t('account.newPassword')} username={username} replaces />
      <Form.Item name="again" label={t('account.again')} dependencies={['new']} rules={[required, same]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      {error && (
        <Form.Item>
          <ErrorNotice error={error} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('account.changePassword')}
      </Button>
    </Form>
  );
}
