import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Setting } from '../../api/platform';
import { Breakable } from '../../components/Breakable';
import cells from '../../components/Cells.module.css';
import { DataTable } from '../../components/DataTable';
import panel from '../../components/Panel.module.css';
import { Section } from '../../components/Section';

import { useMeaning } from './meaning';
import styles from './Settings.module.css';
import { WithCode } from './WithCode';

interface Props {
  settings: Setting[] | undefined;
}

/** A table for each group that has something to show, in the server's order. */
export function Groups({ settings }: Props) {
  const { t } = useTranslation();
  if (!settings) return <Skeleton active />;
  if (settings.length === 0) return <p className={panel.lead}>{t('settings.nothingFound')}</p>;
  const groups = [...new Set(settings.map(({ group }) => group))];
  return groups.map((group) => (
    <Section key={group} title={t(`settings.group.${group}`)}>
      <Group
        label={t(`settings.group.${group}`)}
        settings={settings.filter((setting) => setting.group === group)}
      />
    </Section>
  ));
}

function Group({ label, settings }: { label: string; settings: Setting[] }) {
  const { t } = useTranslation();
  const meaning = useMeaning();
  return (
    <div className={styles.group}>
      <DataTable<Setting>
        label={label}
        rows={settings}
        rowKey={({ name }) => name}
        empty={t('settings.nothingFound')}
        columns={[
          {
            key: 'setting',
            title: t('settings.setting'),
            render: (setting) => (
              <div className={cells.two}>
                <div className={cells.code}>
                  <Breakable text={setting.variable} />
                </div>
                <div className={cells.meta}>
                  <WithCode text={meaning(setting)} />
                </div>
              </div>
            ),
          },
          { key: 'value', title: t('settings.value'), render: (setting) => <Value setting={setting} /> },
          {
            key: 'default',
            title: t('settings.default'),
            render: ({ default: usual }) => usual && <Code text={usual} />,
          },
          {
            key: 'from',
            title: t('settings.from'),
            render: ({ source }) => (
              <span className={styles.source} data-changed={source !== 'default'}>
                {t(`settings.source.${source}`)}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

function Code({ text }: { text: string }) {
  return (
    <span className={cells.code}>
      <Breakable text={text} />
    </span>
  );
}

function Value({ setting: { value, secret, is_set: isSet } }: { setting: Setting }) {
  const { t } = useTranslation();
  if (value !== null) return <Code text={value} />;
  return <span className={cells.meta}>{t(secret && isSet ? 'settings.hidden' : 'settings.unset')}</span>;
}
