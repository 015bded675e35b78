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
        "Delete them first; if the provider does not let the platform in any more, forget the account",
        "请先删除这些云主机；如果云服务商已不再接受该账号，可以放弃管理该账号",
    ),
    "cloud.forget_unconfirmed": Message(
        "{name} is forgotten only when its name is told once more. {number} machines may go on at the provider, "
        "and cost: {machines}",
        "须再次填写名称 {name} 才能放弃管理。有 {number} 台机器可能在云服务商处继续运行并计费：{machines}",
        "End them in the provider's console: the platform will know nothing of them",
        "请在云服务商的控制台删除它们：平台将不再管理",
    ),
    "cloud.field_needed": Message("This kind of provider needs {field}", "该云服务商需要填写 {field}"),
    "cloud.field_foreign": Message("This kind of provider has no {field}", "该云服务商没有 {field} 这一项"),
    "cloud.group_unknown": Message(
        "The subscription {subscription} has no resource group {group}",
        "订阅 {subscription} 中没有资源组 {group}",
        "Create it at the provider first; machines are made in it",
        "请先在云服务商处创建该资源组，云主机将创建在其中",
    ),
    "cloud.subnet_needed": Message(
        "Azure makes no machine without a subnet",
        "在 Azure 创建云主机必须填写子网",
        "Name it as network/subnet, or by its id",
        "请填写 虚拟网络/子网，或子网的资源 ID",
    ),
    "cloud.subnet_form": Message(
        "{subnet} is neither network/subnet nor the id of a subnet",
        "{subnet} 既不是 虚拟网络/子网，也不是子网的资源 ID",
        "For example vnet1/default, or /subscriptions/…/virtualNetworks/vnet1/subnets/default",
        "例如 vnet1/default，或 /subscriptions/…/virtualNetworks/vnet1/subnets/default",
    ),
    "cloud.image_form": Message(
        "{image} is neither publisher:offer:sku:version nor the id of an image",
        "{image} 既不是 publisher:offer:sku:version，也不是镜像的资源 ID",
        "For example Canonical:ubuntu-24_04-lts:server:latest, or /subscriptions/…/images/mine",
        "例如 Canonical:ubuntu-24_04-lts:server:latest，或 /subscriptions/…/images/mine",
    ),
    "cloud.one_group": Message(
        "At Azure a machine has one network security group at most",
        "Azure 的云主机最多只能有一个网络安全组",
    ),
    "cloud.throttled": Message(
        "The provider wants to be asked nothing for {seconds} s: too much was asked of it",
        "请求过于频繁，云服务商要求 {seconds} 秒内不再请求",
        "The platform waits and goes on by itself",
        "平台会等待并自动继续",
    ),
    "cloud.end_refused": Message(
        "The provider does not end the machine or a part of it at the moment: {reason}",
        "云服务商暂未删除该机器或其一部分：{reason}",
        "The platform goes on trying; locks and what else uses the part are seen at the provider",
        "平台会继续重试；请在云服务商处查看资源锁或占用情况",
    ),
    "cloud.vm_failed": Message(
        "The provider could not make the virtual machine {vm}: {reason}",
        "云服务商未能创建虚拟机 {vm}：{reason}",
        "Delete it here, since its parts may cost; then order again, in another size or zone where it had no room",
        "请在此删除（其组成部分可能仍在计费），然后重新创建；若资源不足，请换用其他规格或可用区",
    ),
    "cloud.slow_to_join": Message(
        "The virtual machine {vm} exists, and has not appeared in the cluster after {minutes} minutes",
        "虚拟机 {vm} 已存在，但 {minutes} 分钟后仍未出现在集群中",
        "Look at its console output (boot diagnostics) at the provider, or at /var/log/cloud-init-output.log on it: "
        "does it reach the API server, and has its image what it needs?",
        "请在云服务商处查看其控制台输出（启动诊断），或在机器上查看 /var/log/cloud-init-output.log："
        "能否访问 API 服务器，镜像是否具备所需组件",
    ),
    "cloud.region_unknown": Message(
        "The provider has no region {region}",
        "云服务商没有地域 {region}",
        "There are: {known}",
        "可用地域：{known}",
    ),
    "cloud.credentials_refused": Message(
        "The provider refuses the account's credentials, or does not let it do this: {reason}",
        "云服务商拒绝了该账号的凭据，或该账号无权执行此操作：{reason}",
        "Check keys and rights there, then give the account its new credentials",
        "请检查密钥和权限，然后更新该云账号的凭据",
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
        "Pods are still on the host {name} ({number}): {pods}",
        "主机 {name} 上仍有 {number} 个 Pod：{pods}",
        "Delete with drain, which empties it first, or with force, which loses them",
        "请使用 drain 先排空再删除，或使用 force 强制删除（这些 Pod 将丢失）",
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
        "Delete it here: its host is then taken out of the cluster, and what is left of it ended",
        "请在此删除，平台会将其主机移出集群，并清理残留部分",
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
        "Look at its console output (boot diagnostics) at the provider, or at /var/log/cloud-init-output.log on it: "
        "does it reach the API server, and has its image what it needs? Then delete it here, and order again",
        "请在云服务商处查看其控制台输出（启动诊断），或在机器上查看 /var/log/cloud-init-output.log："
        "能否访问 API 服务器，镜像是否具备所需组件；然后在此删除并重新创建",
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
