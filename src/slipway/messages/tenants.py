"""Tenants, quotas and presets."""

from slipway.messages.message import Message

TENANTS = {
    "tenant.not_found": Message("There is no tenant {id}", "租户 {id} 不存在"),
    "tenant.name_taken": Message(
        "The tenant name {name} is already taken",
        "租户名 {name} 已被占用",
        "Choose another name",
        "请换一个名称",
    ),
    "tenant.being_deleted": Message(
        "A tenant called {name} is still being removed",
        "名为 {name} 的租户正在删除中",
        "Try again in a moment",
        "请稍后重试",
    ),
    "tenant.namespace_taken": Message(
        "The namespace {namespace} is in the cluster already and was not made for the tenant {name}",
        "集群中已存在命名空间 {namespace}，且不属于租户 {name}",
        "Remove that namespace, or delete the tenant and choose another name",
        "请删除该命名空间，或删除租户后换一个名称",
    ),
    "tenant.disabled": Message(
        "This tenant is disabled",
        "该租户已被停用",
        "Ask an administrator of the platform",
        "请联系平台管理员",
    ),
    "tenant.not_confirmed": Message(
        "Deleting the tenant {name} with everything in it has to be confirmed by its name",
        "删除租户 {name} 及其全部内容需要输入租户名进行确认",
        "Look at what will be lost, then set confirm to the tenant's name",
        "请先查看将丢失的内容，再将 confirm 设为租户名",
    ),
    "tenant.quota_ambiguous": Message(
        "A tenant's quota is either a preset's or its own",
        "租户配额只能来自预设或单独指定，不能同时使用",
        "Give preset or quota, not both",
        "preset 与 quota 请只填写一个",
    ),
    "tenant.default_above_limit": Message(
        "Containers would reserve more {what} ({request}) than they may use ({limit})",
        "容器默认预留的 {what}（{request}）超过默认上限（{limit}）",
        "Raise the limit, or reserve less",
        "请提高上限或减少预留",
    ),
    "quota.below_usage": Message(
        "The quota of {what} is {limit}, but {used} is in use: {over} too much",
        "{what} 配额为 {limit}，但已使用 {used}，超出 {over}",
        "What runs goes on; nothing new is accepted until it fits again",
        "正在运行的内容不受影响；恢复到配额以内之前不再接受新的用量",
    ),
    "preset.not_found": Message("There is no quota preset {id}", "配额预设 {id} 不存在"),
    "preset.unknown": Message(
        "There is no quota preset called {name}",
        "没有名为 {name} 的配额预设",
        "There are: {known}",
        "可用的预设：{known}",
    ),
    "preset.name_taken": Message(
        "The name {name} is already taken",
        "名称 {name} 已被占用",
        "Choose another name",
        "请换一个名称",
    ),
    "preset.built_in": Message(
        "The quota preset {name} belongs to the platform and cannot be removed",
        "配额预设 {name} 为平台内置，不能删除",
        "Its amounts can be changed",
        "可以修改其中的数值",
    ),
    "preset.in_use": Message(
        "The quota preset {name} is used by: {tenants}",
        "配额预设 {name} 正被以下租户使用：{tenants}",
        "Give these tenants another quota first",
        "请先为这些租户更换配额",
    ),
    "tenant.not_empty": Message(
        "The tenant {name} still holds: {holds}",
        "租户 {name} 中仍有：{holds}",
        "Remove what it holds first, or delete it with everything in it (cascade)",
        "请先删除其中的内容，或连同全部内容一起删除（cascade）",
    ),
    "tenant.volumes_unknown": Message(
        "The cluster cannot be asked whether the tenant {name} still has volumes",
        "无法访问集群，不能确认租户 {name} 是否仍有存储卷",
        "Try again when the cluster answers, or delete it with everything in it (cascade)",
        "请在集群恢复后重试，或连同全部内容一起删除（cascade）",
    ),
}
