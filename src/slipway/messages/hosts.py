"""Hosts."""

from slipway.messages.message import Message

HOSTS = {
    "host.not_found": Message(
        "There is no host {name}",
        "主机 {name} 不存在",
        "Look at the list of hosts",
        "请先查看主机列表",
    ),
    "host.label_key_invalid": Message(
        "{key} cannot be the key of a label or taint",
        "{key} 不能用作标签或污点的键",
        "Letters, digits, - _ and . (63 at most), after an optional DNS name and a slash, as in example.com/disk",
        "最多 63 个字母、数字、- _ 或 .，前面可加 DNS 名称和斜杠，例如 example.com/disk",
    ),
    "host.label_value_invalid": Message(
        "{value} cannot be the value of {key}",
        "{value} 不能用作 {key} 的值",
        "Letters, digits, - _ and . (63 at most), with a letter or digit at both ends; or nothing",
        "最多 63 个字母、数字、- _ 或 .，首尾须为字母或数字；也可为空",
    ),
    "host.label_protected": Message(
        "{key} is set by the cluster or the platform and is not for people to change",
        "{key} 由集群或平台维护，不能手动修改",
        "Use a key of your own, as in example.com/disk",
        "请使用自定义的键，例如 example.com/disk",
    ),
    "host.still_ready": Message(
        "The host {name} is ready: it works, and would register itself again",
        "主机 {name} 处于就绪状态，移除后会自动重新注册",
        "Drain it and stop its kubelet first, or force the removal",
        "请先排空主机并停止其 kubelet，或强制移除",
    ),
    "host.runs_containers": Message(
        "Pods are still on the host {name} ({number}): {pods}",
        "主机 {name} 上仍有 {number} 个 Pod：{pods}",
        "Drain it first, or force the removal: these pods are then lost",
        "请先排空主机，或强制移除（这些 Pod 将丢失）",
    ),
    "join.not_offered": Message(
        "The platform cannot tell how machines join this cluster: it was set up neither by kubeadm nor by k3s",
        "该集群不是由 kubeadm 或 k3s 创建的，平台无法给出加入命令",
        "Add hosts with the tools of whoever runs the cluster; the embedded engine runs on its one machine only",
        "请使用集群提供方的工具添加主机；内置引擎只在本机运行",
    ),
    "join.no_address": Message(
        "No host of the control plane tells its address",
        "控制平面主机没有提供地址",
    ),
    "join.no_cluster_info": Message(
        "The cluster publishes no usable cluster-info in kube-public",
        "集群没有在 kube-public 中发布可用的 cluster-info",
        "kubeadm init phase bootstrap-token makes it",
        "可执行 kubeadm init phase bootstrap-token 生成",
    ),
    "drain.never": Message(
        "The host {name} has never been drained",
        "主机 {name} 没有排空记录",
    ),
    "drain.not_running": Message(
        "The host {name} is not being drained",
        "主机 {name} 当前没有在排空",
    ),
    "drain.running": Message(
        "The host {name} is being drained",
        "主机 {name} 正在排空",
        "Cancel the drain first",
        "请先取消排空",
    ),
    "drain.host_gone": Message(
        "The host {name} is no longer in the cluster, or is another one of that name",
        "主机 {name} 已不在集群中，或已是另一台同名主机",
    ),
    "drain.host_silent": Message(
        "The pod was told to end, but its host is silent and confirms nothing",
        "已通知 Pod 终止，但主机失联，无法确认",
        "Bring the host back, or remove it from the cluster",
        "请恢复该主机，或将其从集群中移除",
    ),
    "drain.daemon_set": Message(
        "It belongs to a daemon set, which has a pod on every host",
        "由守护进程集管理，每台主机上都有，保留不动",
    ),
    "drain.static_pod": Message(
        "Its kubelet runs it from a file of its own",
        "由 kubelet 直接管理的静态 Pod，保留不动",
    ),
    "drain.no_controller": Message(
        "Nothing would make this pod anew elsewhere: it would be lost",
        "该 Pod 没有控制器，驱逐后不会在其他主机重建",
        "Drain again and allow that it is lost (force)",
        "如确认可以丢失，请重新发起排空并允许丢失（force）",
    ),
    "drain.local_data": Message(
        "It keeps data on this host that would be lost: emptyDir {volumes}",
        "Pod 在本机保存的数据将会丢失：emptyDir {volumes}",
        "Drain again and allow that local data is lost (delete_local_data)",
        "如确认可以丢失，请重新发起排空并允许丢失本地数据（delete_local_data）",
    ),
    "drain.budget": Message(
        "The disruption budget {budget} of {namespace} allows none to go: {healthy} pods are healthy, {needed} must be",
        "{namespace} 中的中断预算 {budget} 暂不允许中断：需要 {needed} 个健康的 Pod，当前 {healthy} 个",
        "Wait, or give the service more replicas",
        "请等待，或增加该服务的副本数",
    ),
    "drain.replacement": Message(
        "It waits until the one before it of {controller} is replaced and ready",
        "等待 {controller} 的上一个 Pod 在别处就绪",
    ),
    "drain.refused": Message("The cluster does not evict it: {reason}", "集群拒绝驱逐：{reason}"),
}
