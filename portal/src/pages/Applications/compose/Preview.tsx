import { Tag } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

import type { ComposeService, Note } from '../../../api/compose';
import { usePlatform } from '../../../api/platform';
import { DataTable, type Column } from '../../../components/DataTable';
import { useLanguage } from '../../../i18n/useLanguage';

import styles from './ComposeDialog.module.css';
import { byLoss, countLost } from './request';

/** The services as they will be. */
export function Preview({ services }: { services: readonly ComposeService[] }) {
  const { t } = useTranslation();
  const domain = usePlatform().data?.platform_domain ?? '';
  const columns: Column<ComposeService>[] = [
    { key: 'name', title: t('field.service'), render: ({ name }) => <strong>{name}</strong> },
    {
      key: 'image',
      title: t('field.image'),
      render: ({ image }) => <span className={styles.image}>{image}</span>,
    },
    { key: 'replicas', title: t('field.replicas'), align: 'end', render: ({ replicas }) => replicas ?? 1 },
    {
      key: 'ports',
      title: t('field.ports'),
      render: ({ ports }) =>
        ports
          ?.map(({ port, protocol }) => (protocol === 'UDP' ? `${String(port)}/UDP` : String(port)))
          .join(', '),
    },
    {
      key: 'depends',
      title: t('field.dependsOn'),
      render: (one) => (one.depends_on?.length ? one.depends_on.join(', ') : '–'),
    },
    {
      key: 'domain',
      title: t('field.address'),
      render: (one) => one.domain && <span className={styles.image}>{`${one.domain}.${domain}`}</span>,
    },
  ];
  return (
    <section>
      <h3 className={styles.heading}>{t('compose.services', { count: services.length })}</h3>
      <DataTable
        label={t('field.services')}
        columns={columns}
        rows={services}
        rowKey={({ name }) => name}
        empty={t('compose.noServices')}
      />
    </section>
  );
}

/** How much is lost or different, beside the buttons that accept it. */
export function NotesInShort({ notes }: { notes: readonly Note[] }) {
  const { t } = useTranslation();
  const lost = countLost(notes);
  return (
    <span className={styles.short}>
      {notes.length > 0 && t('compose.notes', { lost, changed: notes.length - lost })}
    </span>
  );
}

/** What of the file is lost, or different. */
export function Notes({ notes }: { notes: readonly Note[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (notes.length === 0) return <p className={styles.faint}>{t('compose.allCarried')}</p>;
  const columns: Column<Note>[] = [
    {
      key: 'level',
      title: t('compose.level'),
      render: ({ level }) => (
        <Tag color={level === 'lost' ? 'warning' : 'default'}>{t(`compose.levels.${level}`)}</Tag>
      ),
    },
    { key: 'service', title: t('field.service'), render: ({ service }) => service },
    { key: 'key', title: t('compose.key'), render: ({ key }) => <Path path={key} /> },
    {
      key: 'reason',
      title: t('compose.reason'),
      render: (note) => (language === 'zh' ? note.message_zh : note.message),
    },
  ];
  return (
    <section>
      <h3 className={styles.heading}>{t('compose.notesTable')}</h3>
      <DataTable
        label={t('compose.notesTable')}
        columns={columns}
        rows={byLoss(notes)}
        rowKey={(note) => `${note.service ?? ''} ${note.key} ${note.message}`}
        empty=""
      />
    </section>
  );
}

/** A path that goes on in the next line after a dot only. */
function Path({ path }: { path: string }) {
  return (
    <code>
      {path.split('.').map((step, index) => (
        <Fragment key={`${String(index)} ${step}`}>
          {index > 0 && (
            <>
              .<wbr />
            </>
          )}
          {step}
        </Fragment>
      ))}
    </code>
  );
}
