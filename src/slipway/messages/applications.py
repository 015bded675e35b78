"""Applications and services."""

from slipway.messages.message import Message

APPLICATIONS: dict[str, Message] = {
    "application.not_found": Message("There is no application {id}", "应用 {id} 不存在"),
    "application.tenant_missing": Message(
        "An application belongs to a tenant: say which one",
        "应用必须归属于某个租户，请指定租户",
        "Set tenant_id (on the command line: --tenant)",
        "请填写 tenant_id（命令行使用 --tenant）",
    ),
    "application.name_taken": Message(
        "The tenant already has an application called {name}",
        "该租户已有名为 {name} 的应用",
        "Choose another name, or apply the file to change that application",
        "请换一个名称；如需修改该应用，请使用 apply",
    ),
    "application.being_deleted": Message(
        "An application called {name} is still being removed",
        "名为 {name} 的应用正在删除中",
        "Try again in a moment",
        "请稍后重试",
    ),
    "application.empty": Message(
        "The application {name} has no services to publish",
        "应用 {name} 没有可发布的服务",
        "Add a service first",
        "请先添加服务",
    ),
    "application.full": Message(
        "The application {name} already has {limit} services",
        "应用 {name} 已有 {limit} 个服务",
        "Split it into several applications",
        "请拆分为多个应用",
    ),
    "service.changed_meanwhile": Message(
        "{name} was changed meanwhile: its revision is {revision} now",
        "{name} 已被他人修改：当前版本为 {revision}",
        "Look at what it is now, and decide again",
        "请查看当前配置后再决定",
    ),
    "service.not_found": Message("There is no service {id}", "服务 {id} 不存在"),
    "service.name_doubled": Message(
        "Two services of the file are called {name}",
        "文件中有两个名为 {name} 的服务",
        "Give each service a name of its own",
        "请为每个服务使用不同的名称",
    ),
    "service.name_reserved": Message(
        "No service can be called {name}",
        "服务不能命名为 {name}",
        "Choose another name",
        "请换一个名称",
    ),
    "service.name_taken": Message(
        "The application {application} already has a service called {name}",
        "应用 {application} 已有名为 {name} 的服务",
        "Service names are unique within a tenant; choose another one",
        "服务名在租户内唯一，请换一个名称",
    ),
    "service.being_deleted": Message(
        "The service {name} of the application {application} is still being removed",
        "应用 {application} 的服务 {name} 正在删除中",
        "Try again in a moment",
        "请稍后重试",
    ),
    "service.dependency_unknown": Message(
        "{name} depends on {unknown}, which is no service of the application",
        "{name} 依赖的 {unknown} 不是该应用的服务",
        "Services of the application: {known}",
        "该应用的服务：{known}",
    ),
    "service.dependency_doubled": Message(
        "{name} depends on {doubled} twice",
        "{name} 重复依赖 {doubled}",
        "Name each dependency once",
        "每个依赖只需写一次",
    ),
    "service.dependency_cycle": Message(
        "Services depend on each other in a circle: {cycle}",
        "服务之间存在循环依赖：{cycle}",
        "None of them could start first; remove one of these dependencies",
        "循环中的服务都无法先启动，请去掉其中一个依赖",
    ),
    "service.needed_by": Message(
        "{name} is needed by: {needed_by}",
        "{name} 被以下服务依赖：{needed_by}",
        "Take those down or remove the dependency first",
        "请先停用这些服务或解除依赖",
    ),
    "service.not_published": Message(
        "The service {name} is not published",
        "服务 {name} 尚未发布",
        "Publish it first",
        "请先发布该服务",
    ),
    "service.image_invalid": Message(
        "{image} is not an image reference",
        "{image} 不是合法的镜像引用",
        "Write it like nginx:1.27 or registry.example.com/team/web:2",
        "正确的写法如 nginx:1.27 或 registry.example.com/team/web:2",
    ),
    "service.variable_too_long": Message(
        "The variable {name} is longer than {limit}",
        "变量 {name} 的长度超过 {limit}",
        "Linux cannot pass it to a program; shorten it",
        "Linux 无法将其传递给程序，请缩短",
    ),
    "service.nul_character": Message(
        "{field} holds a NUL character, which no program can be given",
        "{field} 含有 NUL 字符，无法传递给程序",
    ),
    "service.port_doubled": Message("The port {port} is declared twice", "端口 {port} 重复声明"),
    "service.port_name_doubled": Message(
        "Two ports are called {name}",
        "有两个端口都命名为 {name}",
    ),
    "service.quantity_too_small": Message(
        "{field} is {value}, but must be at least {least}",
        "{field} 为 {value}，不得小于 {least}",
        "Mind the unit: 250m is a quarter of a CPU, 128Mi are 128 mebibytes",
        "请注意单位：250m 表示四分之一个 CPU，128Mi 表示 128 MiB 内存",
    ),
    "service.request_above_limit": Message(
        "The requested {what} {request} is above its limit {limit}",
        "{what} 的请求值 {request} 超过上限 {limit}",
        "Raise the limit or lower the request",
        "请提高上限或降低请求值",
    ),
    "service.variable_masked": Message(
        "The value of {name} is masked: it is not what the variable had",
        "{name} 的值是被屏蔽后的内容，并非变量原值",
        "Fill in the value, or export the file as somebody who may see it",
        "请填入真实的值，或由有权查看的用户重新导出",
    ),
    "service.probe_ambiguous": Message(
        "{field} needs exactly one of http_path, tcp and command",
        "{field} 须在 http_path、tcp、command 中恰好选择一种",
    ),
    "service.probe_without_port": Message(
        "{field} has no port to ask, because the service declares no TCP port",
        "{field} 没有可探测的端口：服务未声明 TCP 端口",
        "Set the probe's port or declare one for the service",
        "请填写探针的端口，或为服务声明端口",
    ),
    "service.domain_reserved": Message(
        "The domain {domain} is kept for the platform",
        "域名 {domain} 为平台保留",
        "Choose another domain",
        "请换一个域名",
    ),
    "service.domain_without_port": Message(
        "The domain {domain} leads nowhere, because the service declares no TCP port",
        "服务未声明 TCP 端口，域名 {domain} 无处可达",
        "Declare the port that the service listens on",
        "请声明服务监听的端口",
    ),
    "service.domain_doubled": Message(
        "Two services of the file have the domain {domain}",
        "文件中有两个服务使用域名 {domain}",
        "A domain leads to one service",
        "一个域名只能指向一个服务",
    ),
    "service.domain_taken": Message(
        "The domain {domain} is already taken",
        "域名 {domain} 已被占用",
        "Choose another domain",
        "请换一个域名",
    ),
    "service.upgrade_empty": Message(
        "There is nothing to change",
        "没有需要变更的内容",
        "Give a new image, variables, or both",
        "请提供新的镜像或环境变量",
    ),
    "service.revision_unknown": Message(
        "The service {name} has no revision {revision}",
        "服务 {name} 没有版本 {revision}",
        "List its revisions first",
        "请先查看该服务的版本列表",
    ),
    "quota.exceeded": Message(
        "The tenant's quota of {what} is too small: {wanted} wanted, {limit} allowed, {used} in use before",
        "租户的 {what} 配额不足：需要 {wanted}，上限 {limit}，此前已用 {used}",
        "Ask for less, unpublish something, or ask an administrator for a larger quota",
        "请减少用量、取消发布其他服务，或联系管理员提高配额",
    ),
}
