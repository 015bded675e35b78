import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useRoles } from '../../api/roles';
import { useSession } from '../../api/session';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { matching } from '../../components/matching';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { Matrix } from './Matrix';
import styles from './Roles.module.css';

/** The permission table: which role, and which scope of API tokens, allows which action. */
export function RolesPage() {
  const { t } = useTranslation();
  const { filters, change } = useFilters(['q']);
  const { data: session } = useSession();
  const table = useRoles();
  const { data } = table;
  usePageTitle(t('nav.roles'));
  if (table.error && !data) return <Failure error={table.error} retry={() => void table.refetch()} />;

  const actions =
    data && matching(data.actions, filters.q ?? '', (action) => `${action} ${t(`roles.action.${action}`)}`);
  const own = session?.user.role;
  return (
    <>
      <PageHeader
        title={t('nav.roles')}
        aside={own && <Tag color="processing">{t('roles.yours', { role: t(`role.${own}`) })}</Tag>}
        below={<span className={panel.lead}>{t('roles.lead')}</span>}
      />
      <div className={filtersStyle.bar} role="search">
        <SearchBox label={t('roles.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      </div>
      <Matrix
        label={t('nav.roles')}
        actions={actions}
        columns={(data?.roles ?? []).map((role) => ({
          name: role.name,
          title: t(`role.${role.name}`),
          allows: role.actions,
          marked: role.name === own,
        }))}
      />
      <section className={styles.scopes} aria-labelledby="scopes">
        <h2 id="scopes">{t('roles.scopes')}</h2>
        <p className={panel.lead}>{t('roles.scopesLead')}</p>
        <Matrix
          label={t('roles.scopes')}
          actions={actions}
          columns={(data?.scopes ?? []).map((scope) => ({
            name: scope.name,
            title: t(`roles.scope.${scope.name}`),
            allows: scope.actions,
          }))}
        />
      </section>
    </>
  );
}
