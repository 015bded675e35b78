import { Anchor, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { ApiError } from '../../api/errors';
import { ErrorNotice } from '../../components/ErrorNotice';
import type { Path } from '../../components/formErrors';
import { Section } from '../../components/Section';
import { DISCARDS, UnsavedGuard } from '../../components/UnsavedGuard';
import { useErrorText } from '../../components/useErrorText';

import { Conflict } from './Conflict';
import { EditingContext, type Editing } from './editing';
import styles from './Editor.module.css';
import { belongs, inputOf } from './fieldErrors';
import { Review } from './Review';
import { SECTIONS } from './sections';
import { useBase } from './useBase';
import type { EditorValues } from './values';

/** All of a service on one page; nothing is sent before it was shown what differs. */
export function Editor({ editing, address }: { editing: Editing; address: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useErrorText();
  const { application, service } = editing;
  const home = `/applications/${application.id}`;
  const [form] = Form.useForm<EditorValues>();
  const { base, values, before, mine, now, onTop, edited, overtaken, initial, startFrom } = useBase(
    service,
    form,
  );
  const [reviewing, setReviewing] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [wrong, setWrong] = useState<Path[]>([]);
  const sections = SECTIONS.filter(({ shown }) => shown?.(editing) ?? true);
  if (service && overtaken && !edited) startFrom(service);

  const mark = () =>
    setWrong(
      form
        .getFieldsError()
        .filter(({ errors }) => errors.length > 0)
        .map(({ name }) => name),
    );
  const refused = (told: ApiError) => {
    const { field } = told.detail;
    const inputs = form.getFieldsError().map(({ name }) => name);
    const input = field ? inputOf(field, values, inputs) : null;
    if (!input) {
      setError(told);
      return;
    }
    const { message, hint } = textOf(told);
    form.setFields([{ name: input as never, errors: hint ? [message, hint] : [message] }]);
    mark();
    form.scrollToField(input, { focus: true, block: 'center' });
  };
  return (
    <EditingContext value={editing}>
      <UnsavedGuard when={edited} inside={address} />
      {service && overtaken && edited && now && onTop && (
        <Conflict
          service={service}
          before={before}
          now={now}
          onTop={onTop}
          onContinue={() => startFrom(service, onTop)}
          onDiscard={() => startFrom(service)}
        />
      )}
      <div className={styles.page}>
        <nav className={styles.list} aria-label={t('editor.sections')}>
          <Anchor
            affix={false}
            bounds={96}
            replace
            items={sections.map(({ key, fields }) => ({
              key,
              href: `#section-${key}`,
              title: (
                <span data-wrong={wrong.some((input) => belongs(input, fields))}>
                  {t(`editor.section.${key}`)}
                </span>
              ),
            }))}
          />
        </nav>
        <Form<EditorValues>
          form={form}
          layout="vertical"
          className={styles.form}
          initialValues={initial}
          onFieldsChange={mark}
          onFinish={() => {
            setError(null);
            setReviewing(true);
          }}
          onFinishFailed={mark}
          scrollToFirstError={{ focus: true, block: 'center' }}
        >
          {sections.map(({ key, Section: Content }) => (
            <div key={key} id={`section-${key}`} className={styles.section}>
              <Section title={t(`editor.section.${key}`)}>
                <Content />
              </Section>
            </div>
          ))}
          <div className={styles.footer}>
            {error && <ErrorNotice error={error} />}
            <span className={styles.state}>{t(edited ? 'editor.changed' : 'editor.unchanged')}</span>
            <Button onClick={() => void navigate(home)}>{t('action.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!edited || (overtaken && edited)}>
              {t('editor.review')}
            </Button>
          </div>
        </Form>
      </div>
      {reviewing && (
        <Review
          application={application}
          base={base}
          before={before}
          mine={mine}
          onSaved={(saved) => void navigate(`${home}/services/${saved.id}`, DISCARDS)}
          onRefused={refused}
          onClose={() => setReviewing(false)}
        />
      )}
    </EditingContext>
  );
}
