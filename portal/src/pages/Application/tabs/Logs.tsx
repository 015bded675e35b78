import { useContainers, type Service } from '../../../api/services';
import { LogViewer } from '../../../components/LogViewer';

/** The service's log, followed as it is written. */
export default function Logs({ service, pod }: { service: Service; pod: string | null }) {
  const containers = useContainers(service.id);
  const pods = [...new Set((containers.data ?? []).map((container) => container.pod))];
  return <LogViewer source={{ serviceId: service.id, pod }} pods={pods} label={service.name} />;
}
