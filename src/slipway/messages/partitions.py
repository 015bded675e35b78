"""Partitions."""

from slipway.messages.message import Message

PARTITIONS = {
    "partition.not_found": Message("There is no partition {id}", "资源分区 {id} 不存在"),
    "partition.unknown": Message(
        "The tenant has no partition called {name}",
        "该租户没有名为 {name} 的资源分区",
        "An administrator of the platform can grant partitions; granted so far: {known}",
        "资源分区由平台管理员授权；目前已授权：{known}",
    ),
    "partition.name_taken": Message(
        "The name {name} is already taken",
        "名称 {name} 已被占用",
        "Choose another name",
        "请换一个名称",
    ),
    "partition.in_use": Message(
        "The partition {name} is used by: {users}",
        "资源分区 {name} 正被使用：{users_zh}",
        "Pin these services elsewhere, take the hosts out and revoke the tenants' grants first",
        "请先将这些服务改到其他位置、移出主机并收回对租户的授权",
    ),
    "partition.host_taken": Message(
        "The host {host} is in the partition {name}",
        "主机 {host} 属于资源分区 {name}",
        "A host is in one partition at most; take it out there first",
        "一台主机最多属于一个资源分区，请先将其移出",
    ),
    "partition.host_not_in": Message(
        "The host {host} is not in the partition {name}",
        "主机 {host} 不在资源分区 {name} 中",
    ),
    "partition.not_granted": Message(
        "The partition {name} is not granted to the tenant {tenant}",
        "资源分区 {name} 未授权给租户 {tenant}",
    ),
    "partition.grant_in_use": Message(
        "The tenant {tenant} uses the partition {name} for: {users}",
        "租户 {tenant} 正在使用资源分区 {name}：{users_zh}",
        "Pin these services elsewhere first",
        "请先将这些服务改到其他位置",
    ),
}
