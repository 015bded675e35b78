"""Cloud accounts and machines."""

from slipway.messages.message import Message

CLOUD = {
    "cloud.account_not_found": Message("There is no cloud account {id}", "云账号 {id} 不存在"),
    "cloud.account_name_taken": Message(
        "There is a cloud account {name} already",
        "云账号 {name} 已存在",
        "Choose another name",
        "请换一个名称",
    ),
    "cloud.account_in_use": Message(
        "These machines were ordered with the cloud account {name}: {machines}",
        "云账号 {name} 下仍有云主机：{machines}",
        "Delete them first",
        "请先删除这些云主机",
    ),
    "cloud.region_unknown": Message(
        "The provider has no region {region}",
        "云服务商没有地域 {region}",
        "There are: {known}",
        "可用地域：{known}",
    ),
    "cloud.credentials_refused": Message(
        "The provider refuses the account's credentials, or does not let it do this: {reason}",
        "云服务商拒绝了该账号的凭证，或该账号无权执行此操作：{reason}",
        "Check keys and rights there, then give the account its new credentials",
        "请检查密钥和权限，然后更新该云账号的凭证",
    ),
    "cloud.quota_exceeded": Message(
        "The account's quota at the provider is used up: {reason}",
        "该账号在云服务商处的配额已用完：{reason}",
        "Have it raised, or choose another size or region; then order again",
        "请申请提高配额，或换用其他规格或地域，然后重新创建",
    ),
    "cloud.no_capacity": Message(
        "The provider has no such machine to give at the moment: {reason}",
        "云服务商暂无可用资源：{reason}",
        "The order is repeated for a quarter of an hour; another zone or size may have room",
        "平台会在一刻钟内自动重试；也可换用其他可用区或规格",
    ),
    "cloud.order_refused": Message(
        "The provider refuses the order: {reason}",
        "云服务商拒绝了创建请求：{reason}",
        "Check size, image, subnet, security groups and key pair; then order again",
        "请检查规格、镜像、子网、安全组和密钥对，然后重新创建",
    ),
    "cloud.unreachable": Message(
        "The provider does not answer properly: {reason}",
        "云服务商没有正常响应：{reason}",
        "The platform goes on trying; nothing is ordered twice",
        "平台会继续重试，不会重复创建",
    ),
    "cloud.ordered_already": Message(
        "The provider has this order already and does not show its machine yet",
        "云服务商已收到该创建请求，但尚未显示对应的云主机",
        "It is looked for again in a moment",
        "稍后会再次查询",
    ),
    "cloud.groups_without_subnet": Message(
        "Security groups can be chosen only together with a subnet",
        "指定安全组时必须同时指定子网",
        "Name the subnet, too",
        "请同时填写子网",
    ),
    "cloud.start_too_long": Message(
        "What the machine is started with is longer than {limit} bytes",
        "云主机的启动脚本超过 {limit} 字节",
        "Shorten `prepare`, or put it into the image",
        "请缩短 prepare 脚本，或将其内容放入镜像",
    ),
    "cloud.machine_not_found": Message("There is no cloud machine {id}", "云主机 {id} 不存在"),
    "cloud.machine_name_taken": Message(
        "There is a cloud machine {name} already",
        "云主机 {name} 已存在",
        "Choose another name",
        "请换一个名称",
    ),
    "cloud.host_name_taken": Message(
        "The cluster has a host {name} already",
        "集群中已有主机 {name}",
        "Choose another name",
        "请换一个名称",
    ),
    "cloud.host_in_use": Message(
        "The host {name} still has {number} pods: {pods}",
        "主机 {name} 上仍有 {number} 个容器组：{pods}",
        "Delete with drain, which empties it first, or with force, which loses them",
        "请使用 drain 先排空再删除，或使用 force 强制删除（这些容器组将丢失）",
    ),
    "cloud.drain_stopped": Message(
        "The drain of {name} has stopped before its end, so the machine was not deleted",
        "主机 {name} 的排空未完成，因此没有删除云主机",
        "Delete it again",
        "请重新删除",
    ),
    "cloud.not_created": Message(
        "The machine was not made within a quarter of an hour",
        "云主机未能在一刻钟内创建",
        "Delete it here, and order again",
        "请在此删除后重新创建",
    ),
    "cloud.vm_gone": Message(
        "The virtual machine {vm} has ended at the provider, and not by the platform",
        "云主机 {vm} 已在云服务商处被删除，并非由平台操作",
        "Delete it here: its host is then taken out of the cluster",
        "请在此删除，平台会将其主机移出集群",
    ),
    "cloud.vm_stopped": Message(
        "The virtual machine {vm} is {state} at the provider",
        "云主机 {vm} 在云服务商处的状态为 {state}",
        "Start it there, or delete it here; what is stopped may still cost",
        "请在云服务商处启动，或在此删除；停止的云主机仍可能计费",
    ),
    "cloud.not_joined": Message(
        "The virtual machine {vm} has not joined the cluster within {minutes} minutes; its token has expired",
        "云主机 {vm} 未在 {minutes} 分钟内加入集群，令牌已过期",
        "Read /var/log/cloud-init-output.log there: does it reach the API server, and has its image what it needs?",
        "请查看其 /var/log/cloud-init-output.log：能否访问 API 服务器，镜像是否具备所需组件",
    ),
    "cloud.not_ready": Message(
        "The virtual machine {vm} has joined, and was not ready within {minutes} minutes",
        "云主机 {vm} 已加入集群，但 {minutes} 分钟内未就绪",
        "The host's page tells what its kubelet misses",
        "请在主机页面查看 kubelet 报告的原因",
    ),
    "cloud.host_gone": Message(
        "The host {name} was taken out of the cluster; its virtual machine still exists and costs",
        "主机 {name} 已被移出集群，但其云主机仍然存在并计费",
        "Delete it here",
        "请在此删除",
    ),
}
