"""Managed services and their offerings."""

from slipway.messages.message import Message

MANAGED = {
    "offering.not_found": Message("There is no offering {id}", "服务类型 {id} 不存在"),
    "offering.name_taken": Message(
        "There already is an offering called {name}",
        "已有名为 {name} 的服务类型",
        "Choose another name",
        "请换一个名称",
    ),
    "offering.plan_doubled": Message(
        "The plan {name} is there twice",
        "规格 {name} 重复",
        "Give every plan a name of its own",
        "请为每个规格取不同的名称",
    ),
    "offering.in_use": Message(
        "There are {count} managed services of the offering {name}",
        "服务类型 {name} 仍有 {count} 个公共服务实例",
        "Disable it instead, so that no more are opened; delete it once the last one is gone",
        "可先停用，使其不能再开通；待最后一个实例关闭后再删除",
    ),
    "offering.disabled": Message(
        "The offering {name} is disabled: no more can be opened of it",
        "服务类型 {name} 已停用，不能再开通",
        "Choose another offering, or enable it first",
        "请选择其他服务类型，或先启用它",
    ),
    "managed.not_found": Message("There is no managed service {id}", "公共服务 {id} 不存在"),
    "managed.plan_unknown": Message(
        "The offering has no plan {plan}; it has: {known}",
        "该服务类型没有规格 {plan}；可选：{known}",
        "Choose one of these plans",
        "请从中选择一个规格",
    ),
    "managed.storage_shrinks": Message(
        "{name} has {has} of storage and the plan {plan} only {storage}: a volume cannot shrink",
        "{name} 的存储为 {has}，而规格 {plan} 只有 {storage}：存储卷不能缩小",
        "Choose a plan with at least as much storage, or open another managed service and carry the data over",
        "请选择存储不小于当前的规格，或另开一个公共服务并迁移数据",
    ),
    "managed.volume_left": Message(
        "There still is a volume {volume} of an earlier service called {name}, which cannot be gone on with",
        "仍有名为 {volume} 的存储卷，属于以前名为 {name} 的服务，无法继续使用",
        "Choose another name, or delete that volume first",
        "请换一个名称，或先删除该存储卷",
    ),
    "managed.stopped": Message(
        "The managed service {name} is stopped, so there is nothing to restart",
        "公共服务 {name} 已停止，无法重启",
        "Start it",
        "请启动它",
    ),
}
