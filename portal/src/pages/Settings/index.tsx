import { Alert, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSettings, type Setting } from '../../api/platform';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { matching } from '../../components/matching';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { Groups } from './Groups';
import { useMeaning } from './meaning';
import styles from './Settings.module.css';
import { WithCode } from './WithCode';

/** What says the default's own value again changes nothing; of a secret nobody is told what it is. */
const isOwn = ({ source, secret, value, default: usual }: Setting) =>
  source !== 'default' && (secret || value !== usual);

/** What the answering process was set to, and by what; nothing is changed here. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { filters, change } = useFilters(['q', 'changed']);
  const meaning = useMeaning();
  const found = useSettings();
  const { data, error } = found;
  usePageTitle(t('nav.settings'));
  if (error && !data) return <Failure error={error} retry={() => void found.refetch()} />;

  const onlyChanged = filters.changed === 'yes';
  const candidates = data?.settings.filter((setting) => !onlyChanged || isOwn(setting));
  const shown =
    candidates &&
    matching(candidates, filters.q ?? '', (setting) =>
      [
        setting.name,
        setting.variable,
        setting.value,
        t(`settings.group.${setting.group}`),
        meaning(setting),
      ].join(' '),
    );
  return (
    <>
      <PageHeader
        title={t('nav.settings')}
        below={<span className={panel.lead}>{t('settings.lead')}</span>}
      />
      <Alert
        className={styles.how}
        type="info"
        title={
          <>
            <WithCode text={t('settings.how')} />
            {data?.config_file && <div>{t('settings.file', { path: data.config_file })}</div>}
          </>
        }
      />
      <div className={filtersStyle.bar} role="search">
        <SearchBox label={t('settings.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
        <label className={styles.only}>
          <Switch
            size="small"
            checked={onlyChanged}
            onChange={(only) => change({ changed: only ? 'yes' : '' })}
            aria-label={t('settings.onlyChanged')}
          />
          {t('settings.onlyChanged')}
        </label>
      </div>
      <Groups settings={shown} />
    </>
  );
}
