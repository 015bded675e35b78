import { Form, Input, InputNumber, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { replacePrices, type Price } from '../../api/metering';
import { keys } from '../../api/query';
import { DataTable, type Column } from '../../components/DataTable';
import { FormDialog } from '../../components/FormDialog';
import panel from '../../components/Panel.module.css';

import styles from './Metering.module.css';
import { AMOUNT, AMOUNTS, entered, pricedResources, wanted, type PricesEntered } from './prices';
import { useResourceName } from './useResourceName';
import { useFocusBack } from '../../components/useFocusBack';

interface Props {
  prices: Price[];
  onClose: () => void;
}

/** The price list for those who set it: saved as a whole. */
export function PriceDialog({ prices, onClose }: Props) {
  const { t } = useTranslation();
  const nameOf = useResourceName();
  const columns: Column<string>[] = [
    { key: 'resource', title: t('metering.resource'), render: nameOf },
    ...AMOUNTS.map((amount) => ({
      key: amount,
      title: t(`metering.prices.${amount}`),
      render: (resource: string) => (
        <Form.Item
          name={['items', resource, amount]}
          className={styles.amount}
          rules={[{ pattern: AMOUNT, message: t('metering.prices.amountRule') }]}
        >
          <InputNumber
            stringMode
            className={panel.full}
            aria-label={`${nameOf(resource)}: ${t(`metering.prices.${amount}`)}`}
          />
        </Form.Item>
      ),
    })),
  ];
  return (
    <FormDialog<PricesEntered, unknown>
      title={t('metering.prices.title')}
      submit={t('action.save')}
      initial={entered(prices)}
      run={(values) => replacePrices(wanted(values))}
      said={() => t('said.pricesSaved')}
      stale={[keys.metering]}
      onClose={onClose}
      wide
    >
      <p>{t('metering.prices.lead')}</p>
      <Form.Item
        name="currency"
        label={t('metering.prices.currency')}
        extra={t('metering.prices.currencyRule')}
        normalize={(typed: string) => typed.toUpperCase()}
        rules={[{ required: true, pattern: /^[A-Z]{3}$/, message: t('metering.prices.currencyRule') }]}
      >
        <Input maxLength={3} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <DataTable
        label={t('metering.prices.title')}
        columns={columns}
        rows={pricedResources(prices)}
        rowKey={(resource) => resource}
        empty=""
      />
    </FormDialog>
  );
}

/** The price list for everybody else. */
export function PriceList({ prices, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const nameOf = useResourceName();
  return (
    <Modal
      open
      title={t('metering.prices.titleIn', { currency: prices[0]?.currency ?? '' })}
      width="var(--sl-dialog-wide)"
      footer={null}
      onCancel={onClose}
    >
      <DataTable<Price>
        label={t('metering.prices.title')}
        columns={[
          { key: 'resource', title: t('metering.resource'), render: ({ resource }) => nameOf(resource) },
          ...AMOUNTS.map((amount): Column<Price> => ({
            key: amount,
            title: t(`metering.prices.${amount}`),
            align: 'end',
            render: (price) => (Number(price[amount]) === 0 ? '–' : price[amount]),
          })),
        ]}
        rows={prices}
        rowKey={({ resource }) => resource}
        empty={t('metering.prices.none')}
      />
    </Modal>
  );
}
