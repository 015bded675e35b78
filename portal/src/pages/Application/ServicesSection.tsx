import { Button, Segmented } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { Application } from '../../api/applications';
import type { Service } from '../../api/services';
import { useMay } from '../../api/session';
import { Splash } from '../../app/Splash';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import styles from './Application.module.css';
import type { Dialog } from './ServiceActions';
import { useServicesView } from './servicesView';
import { ServiceTable } from './ServiceTable';
import { Waves } from './Waves';

const Topology = lazyPart(() => withTexts(['topology', 'editor'], import('./topology')));

interface Props {
  application: Application;
  services: readonly Service[];
  onDialog: (dialog: Dialog) => void;
}

/** The services, as a list in their starting order or as a graph. */
export function ServicesSection({ application, services, onDialog }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [view, setView] = useServicesView();
  return (
    <>
      {view === 'list' && <Waves application={application} />}
      <section className={styles.services} aria-labelledby="services">
        <div className={styles.bar}>
          <h2 id="services">{t('field.services')}</h2>
          <Segmented
            size="small"
            aria-label={t('services.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'list', label: t('services.list') },
              { value: 'topology', label: t('services.topology') },
            ]}
          />
          {may('application.write') && (
            <Button
              size="small"
              onClick={() => void navigate(`/applications/${application.id}/services/new`)}
            >
              {t('service.add')}
            </Button>
          )}
        </div>
        {view === 'list' ? (
          <ServiceTable application={application} services={services} onDialog={onDialog} />
        ) : (
          <Suspense fallback={<Splash />}>
            <Topology application={application} services={services} />
          </Suspense>
        )}
      </section>
    </>
  );
}
