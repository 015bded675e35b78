import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { removeDomain, verifyDomain, type OwnDomain } from '../../api/domains';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import cells from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

import { CertificateDialog } from './CertificateDialog';
import { LeadDialog } from './DomainDialogs';

/** Look now, lead elsewhere, give up; the last one is asked about. */
export function DomainActions({ domain }: { domain: OwnDomain }) {
  const { t } = useTranslation();
  const may = useMay();
  const { modal } = useFeedback();
  const [leading, setLeading] = useState(false);
  const [certifying, setCertifying] = useState(false);
  const { name } = domain;
  const verify = useAction({
    run: verifyDomain,
    said: ({ verified_at: at }) => t(at ? 'said.domainVerified' : 'said.domainNotVerified', { name }),
    stale: [keys.domains],
  });
  const remove = useAction({
    run: removeDomain,
    said: () => t('said.deleted', { name }),
    stale: [keys.domains],
  });
  if (!may('domain.manage')) return null;
  const ask = () =>
    modal.confirm({
      title: t('domains.removeTitle', { name }),
      content: t('domains.removeMeans'),
      okText: t('action.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(domain),
    });
  return (
    <div className={cells.actions}>
      <Button
        size="small"
        type={domain.verified_at ? 'default' : 'primary'}
        aria-label={t('domains.verifyOf', { name })}
        loading={verify.isPending}
        onClick={() => verify.mutate(domain)}
      >
        {t('domains.verify')}
      </Button>
      <Button size="small" aria-label={t('domains.leadOf', { name })} onClick={() => setLeading(true)}>
        {t('domains.leadTo')}
      </Button>
      <Button
        size="small"
        aria-label={t('domains.certificate.of', { name })}
        onClick={() => setCertifying(true)}
      >
        {t('domains.certificate.set')}
      </Button>
      <Button size="small" danger aria-label={t('domains.removeOf', { name })} onClick={ask}>
        {t('action.delete')}
      </Button>
      {certifying && <CertificateDialog domain={domain} onClose={() => setCertifying(false)} />}
      {leading && <LeadDialog domain={domain} onClose={() => setLeading(false)} />}
    </div>
  );
}
