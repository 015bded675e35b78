import type { ContainerDetail } from '../../../api/containers';
import { ContainerCharts } from '../../../components/charts/Charts';

/** How the container went, from the last hour to a month. */
export default function Charts({ container }: { container: ContainerDetail }) {
  return <ContainerCharts place={container} />;
}
