import { Drawer, Skeleton, Tabs, Tag } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useOutletContext, useParams } from 'react-router';

import type { Application } from '../../../api/applications';
import { useSet, type SetDetail } from '../../../api/configuration';
import { isNotFound } from '../../../api/errors';
import { useMay } from '../../../api/session';
import { Splash } from '../../../app/Splash';
import { Facts } from '../../../components/Facts';
import { Failure } from '../../../components/Failure';
import { Outdated } from '../../../components/Outdated';
import { When } from '../../../components/When';
import { lazyPart } from '../../../parts/lazyPart';

import styles from './Configuration.module.css';
import { DeleteButton } from './DeleteButton';
import { Editor } from './Editor';
import { Entries } from './Entries';
import { UsedBy } from './UsedBy';
import { useFocusBack } from '../../../components/useFocusBack';

const History = lazyPart(() => import('./History'));

/** One configuration set, beside the application: its entries, and its history. */
export function SetDrawer() {
  useFocusBack();
  const navigate = useNavigate();
  const may = useMay();
  const application = useOutletContext<Application>();
  const { setName = '' } = useParams();
  const place = { application: application.id, name: setName };
  const home = `/applications/${application.id}/configuration`;
  const set = useSet(place);
  const { data, error } = set;
  const lost = error && (!data || isNotFound(error));
  return (
    <Drawer
      open
      size="var(--sl-drawer)"
      title={setName}
      onClose={() => void navigate(home)}
      extra={
        data && !lost && may('application.write') && <DeleteButton place={place} set={data} home={home} />
      }
    >
      {lost && <Failure error={error} retry={() => void set.refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && !lost && (
        <>
          {error && <Outdated error={error} />}
          <Content key={setName} application={application} set={data} home={`${home}/${setName}`} />
        </>
      )}
    </Drawer>
  );
}

/** Both tabs stay as they are while the other one is open: what is typed is not lost by looking at the history. */
function Content({ application, set, home }: { application: Application; set: SetDetail; home: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const tab = useParams().tab === 'history' ? 'history' : 'entries';
  const place = { application: application.id, name: set.name };
  const entries = may('application.write') ? (
    <Editor place={place} set={set} inside={home} />
  ) : (
    <Entries set={set} />
  );
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          [t('field.kind'), <Tag key="kind">{t(`configuration.kind.${set.kind}`)}</Tag>],
          [t('configuration.version'), set.version],
          [t('configuration.usedBy'), <UsedBy key="users" application={application} names={set.used_by} />],
          [
            t('configuration.changed'),
            <span key="changed">
              <When at={set.updated_at} /> · {set.updated_by}
            </span>,
          ],
        ]}
      />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(key === 'history' ? `${home}/history` : home, { replace: true })}
        items={[
          { key: 'entries', label: t('configuration.entries'), children: entries, forceRender: true },
          {
            key: 'history',
            label: t('configuration.history'),
            children: tab === 'history' && (
              <Suspense fallback={<Splash />}>
                <History place={place} />
              </Suspense>
            ),
          },
        ]}
      />
    </div>
  );
}
