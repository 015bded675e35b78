import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePlatform } from '../api/platform';

import styles from './PasswordField.module.css';
import { brokenRules, generatePassword, RULES, type PasswordRules } from './passwordRules';

interface Props {
  name: string;
  label: string;
  /** Whose password it will be; it must not hold the name. */
  username: string;
  /** It takes the place of one's own: the server does not take those that one had before. */
  replaces?: boolean;
  /** Offers to make one. */
  generates?: boolean;
}

/** An input for a new password that says the server's rules, and which of them are kept so far. */
export function PasswordField({ name, label, username, replaces = false, generates = false }: Props) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const rules = usePlatform().data?.password_rules;
  const typed = (Form.useWatch(name) as string | undefined) ?? '';
  const keeps = {
    validator: (_: unknown, value: string | undefined) =>
      !value || !rules || brokenRules(value, username, rules).length === 0
        ? Promise.resolve()
        : Promise.reject(new Error(t('password.breaks'))),
  };
  const generate = (kept: PasswordRules) => {
    form.setFieldValue(name, generatePassword(username, kept));
    void form.validateFields([name]);
  };
  return (
    <Form.Item
      name={name}
      label={label}
      extra={
        rules && (
          <>
            <Rules rules={rules} typed={typed} username={username} replaces={replaces} />
            {generates && (
              <Button size="small" className={styles.generate} onClick={() => generate(rules)}>
                {t('password.generate')}
              </Button>
            )}
          </>
        )
      }
      validateTrigger="onBlur"
      rules={[{ required: true, message: t('form.required') }, keeps]}
    >
      <Input.Password autoComplete="new-password" maxLength={256} />
    </Form.Item>
  );
}

interface RulesProps {
  rules: PasswordRules;
  typed: string;
  username: string;
  replaces: boolean;
}

function Rules({ rules, typed, username, replaces }: RulesProps) {
  const { t } = useTranslation();
  const broken = brokenRules(typed, username, rules);
  const texts = {
    length: t('password.length', { number: rules.min_length }),
    different: t('password.different', { number: rules.different }),
    classes: t('password.classes', { number: rules.classes }),
    name: t('password.name'),
  };
  return (
    <ul className={styles.rules} aria-label={t('password.rules')}>
      {RULES.map((rule) => {
        const kept = typed !== '' && !broken.includes(rule);
        return (
          <li key={rule} className={kept ? styles.kept : undefined} data-kept={kept}>
            <span className={styles.mark} {...(kept && { role: 'img', 'aria-label': t('password.kept') })}>
              {kept ? '✓' : '·'}
            </span>
            {texts[rule]}
          </li>
        );
      })}
      {replaces && rules.remembered > 1 && (
        <li>
          <span className={styles.mark}>·</span>
          {t('password.history', { number: rules.remembered })}
        </li>
      )}
    </ul>
  );
}
