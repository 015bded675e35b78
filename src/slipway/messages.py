"""The one catalogue of error texts: code → English and Chinese, each with an optional hint on what to do.

Data only. Codes are ``<noun>.<problem>`` and stable; ``{name}`` is filled from the error's params. Grouped by the room
that raises them. A test holds every raised code against this table.
"""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str
    hint: str = ""
    hint_zh: str = ""


WEB = {
    "request.invalid": Message("{field} {problem}", "{field} {problem_zh}"),
    "request.malformed": Message(
        "The request body is not valid JSON: {problem}",
        "请求体不是合法的 JSON：{problem}",
    ),
    "request.not_json": Message(
        "The request body is not declared as JSON",
        "请求体未声明为 JSON",
        "Send the header Content-Type: application/json",
        "请附带请求头 Content-Type: application/json",
    ),
    "request.value_unstorable": Message(
        "A value holds characters or a number that cannot be stored",
        "请求中含有无法存储的字符或数值",
    ),
    "request.unreadable": Message("The request cannot be read", "无法读取该请求"),
    "request.too_large": Message(
        "The request body is too large",
        "请求体过大",
    ),
    "request.method_not_allowed": Message(
        "{method} is not allowed here",
        "此处不支持 {method} 方法",
    ),
    "request.cross_site": Message(
        "The browser did not prove that this request comes from the portal",
        "无法确认该请求来自本站页面",
        "Send the header X-Slipway-Request: 1, or use an API token",
        "请附带请求头 X-Slipway-Request: 1，或改用 API 令牌",
    ),
    "request.sort_unknown": Message(
        "Cannot sort by {sort}",
        "不支持按 {sort} 排序",
        "Use one of: {allowed}",
        "可用的排序字段：{allowed}",
    ),
    "route.not_found": Message("There is no such address", "地址不存在"),
    "object.not_found": Message("There is no {kind} {id}", "{kind} {id} 不存在"),
    "internal.error": Message(
        "Something went wrong on our side",
        "平台内部错误",
        "Give the administrator this request id: {request_id}",
        "请将请求编号 {request_id} 提供给管理员",
    ),
    "database.unavailable": Message(
        "The database does not answer",
        "数据库没有响应",
        "Try again in a moment",
        "请稍后重试",
    ),
    "database.conflict": Message(
        "Somebody else changed the same thing at the same moment",
        "该对象刚刚被其他人修改",
        "Load it again and repeat the change",
        "请刷新后重试",
    ),
}

ACCESS = {
    "access.forbidden": Message(
        "Your role {role} does not allow {action}",
        "您的角色 {role} 无权执行 {action}",
        "Ask an administrator for a role that does",
        "请联系管理员分配相应角色",
    ),
    "access.scope_forbidden": Message(
        "The API token's scope {scope} does not allow {action}",
        "API 令牌的范围 {scope} 不允许执行 {action}",
        "Use a token with a larger scope, or log in",
        "请使用范围更大的令牌，或登录后操作",
    ),
}

USERS = {
    "session.required": Message(
        "Please log in",
        "请先登录",
        "Log in, or send an API token as: Authorization: Bearer slp_…",
        "请登录，或使用请求头 Authorization: Bearer slp_… 携带 API 令牌",
    ),
    "session.expired": Message(
        "The session has ended",
        "会话已失效",
        "Log in again",
        "请重新登录",
    ),
    "login.failed": Message(
        "The user name or the password is wrong, or the account is disabled",
        "用户名或密码错误，或账号已被禁用",
        "An administrator can set a new password",
        "如忘记密码，请联系管理员重置",
    ),
    "login.too_many": Message(
        "Too many attempts to log in",
        "登录尝试次数过多",
        "Try again in {retry_after} seconds",
        "请在 {retry_after} 秒后重试",
    ),
    "token.invalid": Message(
        "The API token is unknown, expired or revoked",
        "API 令牌不存在、已过期或已吊销",
        "Make a new token in the portal or with: slipway login",
        "请在门户中新建令牌，或执行 slipway login",
    ),
    "token.not_found": Message("There is no token {id}", "令牌 {id} 不存在"),
    "token.expires_too_late": Message(
        "An API token lives for {limit} days at most",
        "API 令牌的有效期最长为 {limit} 天",
    ),
    "session.not_found": Message("There is no open session {id}", "会话 {id} 不存在或已结束"),
    "token.too_many": Message(
        "You already have {limit} tokens",
        "您已有 {limit} 个令牌",
        "Revoke those that are no longer used",
        "请先吊销不再使用的令牌",
    ),
    "user.not_found": Message("There is no user {id}", "用户 {id} 不存在"),
    "user.name_taken": Message(
        "The user name {username} is already taken",
        "用户名 {username} 已被占用",
        "Choose another name",
        "请换一个用户名",
    ),
    "user.role_beyond_reach": Message(
        "You cannot give the role {role}",
        "您无权授予角色 {role}",
        "Only platform administrators give platform roles",
        "平台角色只能由平台管理员授予",
    ),
    "user.tenant_unexpected": Message(
        "The role {role} belongs to the platform and has no tenant",
        "角色 {role} 属于平台，不能指定租户",
    ),
    "user.tenant_missing": Message(
        "The role {role} needs a tenant",
        "角色 {role} 需要指定租户",
    ),
    "user.self": Message(
        "You cannot disable, remove or change the role of your own account",
        "不能禁用、删除自己的账号或修改自己的角色",
        "Ask another administrator",
        "请由其他管理员操作",
    ),
    "user.last_administrator": Message(
        "This is the last active platform administrator",
        "这是最后一个可用的平台管理员",
        "Make another administrator first",
        "请先添加另一个平台管理员",
    ),
    "password.change_required": Message(
        "You must choose a new password first",
        "请先设置新密码",
        "Change it in the portal or with: slipway password",
        "请在门户中修改密码，或执行 slipway password",
    ),
    "password.too_short": Message(
        "The password is too short: it needs at least {min_length} characters",
        "密码过短，至少需要 {min_length} 个字符",
    ),
    "password.too_simple": Message(
        "The password is too simple: it needs {classes} of lower case, upper case, digits and other characters",
        "密码过于简单，须包含小写字母、大写字母、数字、其他字符中的 {classes} 类",
    ),
    "password.too_uniform": Message(
        "The password repeats itself: it needs at least {different} different characters",
        "密码重复字符过多，至少需要 {different} 个不同的字符",
    ),
    "password.holds_username": Message(
        "The password must not hold the user name",
        "密码中不得包含用户名",
    ),
    "password.used_before": Message(
        "The new password is among the last {remembered} that this account had",
        "新密码不能与最近 {remembered} 次使用过的密码相同",
        "Choose another one",
        "请换一个密码",
    ),
    "password.unchanged": Message(
        "The new password is the current one",
        "新密码不能与当前密码相同",
        "Choose another one",
        "请换一个密码",
    ),
    "user.password_wrong": Message("The current password is wrong", "当前密码错误"),
}

SSO = {
    "sso.not_set": Message(
        "Single sign-on is not set up",
        "尚未配置单点登录",
        "Set SLIPWAY_OIDC_ISSUER, see docs/single-sign-on.md",
        "请设置 SLIPWAY_OIDC_ISSUER，参见 docs/single-sign-on.md",
    ),
    "sso.rules_invalid": Message(
        "SLIPWAY_SSO_GROUPS cannot be understood: {problem}",
        "无法解析 SLIPWAY_SSO_GROUPS：{problem}",
    ),
    "sso.too_many": Message(
        "Too many logins by single sign-on were begun and not ended",
        "发起后未完成的单点登录过多",
        "Try again in {retry_after} seconds",
        "请在 {retry_after} 秒后重试",
    ),
    "sso.attempt_unknown": Message(
        "This login was not begun in this browser, has ended, or took longer than ten minutes",
        "该登录不是由此浏览器发起、已经结束，或耗时超过十分钟",
        "Log in again",
        "请重新登录",
    ),
    "sso.refused": Message(
        "The single sign-on provider has refused the login: {problem}",
        "单点登录提供方拒绝了登录：{problem}",
        "Log in again, or ask who runs the provider",
        "请重新登录，或联系提供方的管理员",
    ),
    "sso.answer_invalid": Message(
        "The single sign-on provider's answer is not valid: {problem}",
        "单点登录提供方的应答无效：{problem}",
        "Log in again; if it happens each time, an administrator should look at the settings",
        "请重新登录；若反复出现，请管理员检查配置",
    ),
    "sso.claim_missing": Message(
        "The single sign-on provider does not tell the claim {claim}",
        "单点登录提供方未给出声明 {claim}",
        "An administrator can set another claim or more scopes (SLIPWAY_OIDC_USERNAME_CLAIM, SLIPWAY_OIDC_SCOPES)",
        "管理员可以改用其他声明或增加范围（SLIPWAY_OIDC_USERNAME_CLAIM、SLIPWAY_OIDC_SCOPES）",
    ),
    "sso.provider_failed": Message(
        "The single sign-on provider does not work: {problem}",
        "单点登录提供方无法使用：{problem}",
        "Try again later, or log in with a password of the platform",
        "请稍后再试，或使用平台密码登录",
    ),
    "sso.directory_failed": Message(
        "The directory of users does not work: {problem}",
        "用户目录（LDAP）无法使用：{problem}",
        "Try again later, or log in with a password of the platform",
        "请稍后再试，或使用平台密码登录",
    ),
    "sso.no_role": Message(
        "{username} is in no group that may use the platform",
        "{username} 不属于任何可以使用本平台的用户组",
        "An administrator of the platform can let a group in (SLIPWAY_SSO_GROUPS)",
        "平台管理员可以为用户组授权（SLIPWAY_SSO_GROUPS）",
    ),
    "sso.tenant_unknown": Message(
        "The group belongs to the tenant {tenant}, which does not exist",
        "该用户组对应的租户 {tenant} 不存在",
        "An administrator of the platform can create the tenant",
        "平台管理员可以创建该租户",
    ),
    "sso.name_invalid": Message(
        "{username} cannot be the name of an account: letters, digits, dots, hyphens and underscores, at least two",
        "{username} 不能用作账户名：至少两个字符，仅限字母、数字、点、连字符和下划线",
    ),
    "sso.name_taken": Message(
        "There is another account with the name {username}",
        "已有名为 {username} 的其他账户",
        "An administrator can delete that account",
        "管理员可以删除该账户",
    ),
    "user.password_elsewhere": Message(
        "{username} logs in by single sign-on: the platform does not keep that password",
        "{username} 通过单点登录进入，平台不保存其密码",
        "Change it where it is kept",
        "请在保存该密码的系统中修改",
    ),
}

AUDIT = {
    "operation.not_found": Message("There is no operation {id}", "操作记录 {id} 不存在"),
    "operation.after_unknown": Message(
        "There is no operation {after} to go on from",
        "无法从操作记录 {after} 继续：该记录不存在",
        "It may have been removed because of its age: begin with the newest page again",
        "该记录可能已因超过保留期被清除，请重新从最新一页开始",
    ),
}

RUNTIME_LOG = {
    "runtime_log.source_unknown": Message(
        "There is no log source {source}",
        "日志来源 {source} 不存在",
        "List the sources first",
        "请先查看日志来源列表",
    ),
    "runtime_log.not_offered": Message(
        "The cluster does not offer the log files of its node {node}: {reason}",
        "集群未提供节点 {node} 的日志文件：{reason}",
        "The kubelet has to serve /logs/ and the platform's account has to be allowed to get nodes/proxy",
        "需要 kubelet 提供 /logs/，且平台账号具有 nodes/proxy 的 get 权限",
    ),
    "runtime_log.is_directory": Message(
        "{source} is a directory",
        "{source} 是目录",
        "List what is within it, and choose a file",
        "请列出其中的内容并选择一个文件",
    ),
}

METERING = {
    "metering.period_empty": Message(
        "The period ends before it begins",
        "结束时间早于或等于开始时间",
        "Give a time until that is later than since",
        "请使 until 晚于 since",
    ),
    "metering.period_too_long": Message(
        "The period is longer than {days} days",
        "时间范围超过 {days} 天",
        "Ask for a shorter one",
        "请缩短时间范围",
    ),
    "metering.step_too_fine": Message(
        "The period has more than {most} steps of a {step}",
        "该时间范围按 {step} 划分后超过 {most} 个点",
        "Ask for a shorter period or larger steps",
        "请缩短时间范围或加大步长",
    ),
    "metering.price_not_found": Message("There is no price for {resource}", "资源 {resource} 没有定价"),
    "metering.currency_differs": Message(
        "All prices have one currency, which is {currency}",
        "所有价格必须使用同一货币，当前为 {currency}",
        "Use {currency}, or remove the other prices first",
        "请使用 {currency}，或先删除其他价格",
    ),
}

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
        "Remove what it holds first",
        "请先删除其中的内容",
    ),
}

PARTITIONS = {
    "partition.not_found": Message("There is no partition {id}", "资源分区 {id} 不存在"),
    "partition.unknown": Message(
        "The tenant has no partition called {name}",
        "该租户没有名为 {name} 的资源分区",
        "Partitions that it may use: {known}; an administrator of the platform can grant others",
        "该租户可用的资源分区：{known}；如需使用其他分区，请联系平台管理员授权",
    ),
    "partition.name_taken": Message(
        "The name {name} is already taken",
        "名称 {name} 已被占用",
        "Choose another name",
        "请换一个名称",
    ),
    "partition.in_use": Message(
        "The partition {name} is used by: {users}",
        "资源分区 {name} 正被使用：{users}",
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
        "租户 {tenant} 正在使用资源分区 {name}：{users}",
        "Pin these services elsewhere first",
        "请先将这些服务改到其他位置",
    ),
}

CONTAINERS = {
    "container.no_such_pod": Message(
        "The service has no replica {pod}",
        "该服务没有名为 {pod} 的副本",
        "It may have been replaced meanwhile; look at the list of containers again",
        "它可能已被替换，请重新查看容器列表",
    ),
    "container.no_such_container": Message(
        "The service's replicas have no container {container}",
        "该服务的副本中没有容器 {container}",
    ),
    "container.pod_not_found": Message(
        "There is no pod {pod}",
        "没有名为 {pod} 的 Pod",
        "It may have been replaced meanwhile; look at the list of containers again",
        "它可能已被替换，请重新查看容器列表",
    ),
    "container.not_found": Message(
        "The pod {pod} has no container {container}",
        "{pod} 中没有名为 {container} 的容器",
    ),
    "container.not_replaced": Message(
        "Nothing would replace {pod}, so it cannot be restarted",
        "没有控制器会替换 {pod}，因此无法重启",
        "Delete it if it is not needed any more, or publish its service again",
        "如不再需要可将其删除，或重新发布其所属服务",
    ),
    "container.metrics_absent": Message(
        "The cluster does not offer what containers use (metrics.k8s.io)",
        "集群未提供容器用量数据（metrics.k8s.io）",
        "An administrator can install metrics-server; everything else works without it",
        "可由管理员安装 metrics-server；其他功能不受影响",
    ),
    "container.metrics_unavailable": Message(
        "What containers use cannot be read at the moment",
        "暂时无法读取容器用量",
        "It is tried again every 15 seconds",
        "系统每 15 秒会自动重试",
    ),
    "container.metrics_pending": Message(
        "What containers use is being read",
        "正在读取容器用量",
        "Ask again in a moment",
        "请稍后刷新",
    ),
    "container.not_running": Message(
        "The container {container} of {pod} does not run",
        "{pod} 中的容器 {container} 未在运行",
        "Files can be copied while it runs only",
        "仅在容器运行时可以复制文件",
    ),
    "container.no_tar": Message(
        "The container has no tar, which copying needs: {reason}",
        "容器中没有复制文件所需的 tar：{reason}",
        "Use an image that has it, or print the file in a terminal",
        "请使用包含 tar 的镜像，或在终端中输出文件内容",
    ),
    "container.copy_failed": Message(
        "The container's tar could not do it: {reason}",
        "容器中的 tar 执行失败：{reason}",
        "Check the path, and that the container's user may read or write there",
        "请检查路径，以及容器用户对该路径的读写权限",
    ),
    "container.copy_too_large": Message(
        "The archive is larger than {bytes} bytes, which is the most",
        "归档超过上限 {bytes} 字节",
        "Copy less at once, or use a volume",
        "请分批复制，或使用存储卷",
    ),
    "container.path_invalid": Message(
        "{path} is not an absolute path",
        "{path} 不是绝对路径",
        "Write it from the root of the container, as /data/file",
        "请填写容器内的绝对路径，例如 /data/file",
    ),
    "container.ending": Message(
        "{pod} is ending already",
        "{pod} 正在终止",
        "Wait until it is gone; its containers have their grace period to end",
        "请等待其终止，容器正处于优雅退出的宽限期内",
    ),
    "container.none_running": Message(
        "The service has no running container",
        "该服务没有正在运行的容器",
        "Publish it, or look at the reason why it does not run",
        "请先发布该服务，或查看其未运行的原因",
    ),
    "container.not_started": Message(
        "The container of {pod} has not started yet: {reason}",
        "{pod} 的容器尚未启动：{reason}",
    ),
    "container.no_previous": Message(
        "The container of {pod} has not been restarted, so there is no earlier log",
        "{pod} 的容器没有重启过，没有更早的日志",
    ),
    "container.previous_needs_pod": Message(
        "Earlier logs are shown of one replica only",
        "只能查看单个副本重启前的日志",
        "Choose one with the parameter pod",
        "请用参数 pod 指定副本",
    ),
    "terminal.frame_invalid": Message(
        "The terminal sent something that is not of its protocol: {problem}",
        "终端发送的数据不符合协议：{problem}",
        "See docs/exec-protocol.md",
        "请参阅 docs/exec-protocol.md",
    ),
    "terminal.closing": Message(
        "The platform is being restarted, which ends all terminals",
        "平台正在重启，所有终端会话都已结束",
        "Open it again in a moment",
        "请稍后重新打开",
    ),
    "terminal.idle": Message(
        "The terminal was closed after {seconds} seconds without input",
        "终端已 {seconds} 秒没有输入，已关闭",
        "Open it again; SLIPWAY_TERMINAL_IDLE_SECONDS sets the time",
        "请重新打开；时长由 SLIPWAY_TERMINAL_IDLE_SECONDS 设置",
    ),
    "terminal.broken": Message(
        "The command could not be run to its end: {reason}",
        "命令未能执行完毕：{reason}",
    ),
}

CLUSTER = {
    "cluster.unavailable": Message(
        "The cluster does not answer",
        "集群没有响应",
        "Applications keep running; try again in a moment",
        "已发布的应用不受影响，请稍后重试",
    ),
    "cluster.misconfigured": Message(
        "The cluster's configuration cannot be used: {reason}",
        "集群配置不可用：{reason}",
        "Check the setting SLIPWAY_KUBECONFIG and the file that it names",
        "请检查 SLIPWAY_KUBECONFIG 及其指向的文件",
    ),
    "cluster.unauthorized": Message(
        "The cluster does not accept the platform's credentials: {reason}",
        "集群不接受平台的凭据：{reason}",
        "Renew the credentials in the kubeconfig",
        "请更新 kubeconfig 中的凭据",
    ),
    "cluster.rejected": Message("The cluster refuses: {reason}", "集群拒绝了该请求：{reason}"),
    "cluster.not_found": Message("The cluster has no such object: {reason}", "集群中没有该对象：{reason}"),
    "cluster.conflict": Message(
        "The object was changed in the cluster at the same moment: {reason}",
        "该对象刚刚在集群中被修改：{reason}",
        "Try again",
        "请重试",
    ),
    "cluster.not_disruptable": Message("The pod cannot be evicted now: {reason}", "容器组暂时不能驱逐：{reason}"),
    "cluster.expired": Message("The cluster no longer keeps that revision: {reason}", "集群已不再保留该版本：{reason}"),
}

HOSTS = {
    "host.not_found": Message(
        "There is no host {name}",
        "主机 {name} 不存在",
        "List the hosts first: slipway host list",
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
        "主机 {name} 处于就绪状态，删除后会自动重新注册",
        "Drain it and stop its kubelet first, or force the removal",
        "请先排空主机并停止其 kubelet，或强制移除",
    ),
    "host.runs_containers": Message(
        "The host {name} still has {number} pods: {pods}",
        "主机 {name} 上仍有 {number} 个容器组：{pods}",
        "Drain it first, or force the removal: these pods are then lost",
        "请先排空主机，或强制移除（这些容器组将丢失）",
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
        "已通知容器组终止，但主机失联，无法确认",
        "Bring the host back, or remove it from the cluster",
        "请恢复该主机，或将其从集群中移除",
    ),
    "drain.daemon_set": Message(
        "It belongs to a daemon set, which has a pod on every host",
        "由守护进程集管理，每台主机上都有，保留不动",
    ),
    "drain.static_pod": Message(
        "Its kubelet runs it from a file of its own",
        "由 kubelet 直接管理的静态容器组，保留不动",
    ),
    "drain.no_controller": Message(
        "Nothing would make this pod anew elsewhere: it would be lost",
        "该容器组没有控制器，驱逐后不会在其他主机重建",
        "Drain with force to lose it",
        "如确认可以丢失，请使用 force 重新发起排空",
    ),
    "drain.local_data": Message(
        "It keeps data on this host that would be lost: emptyDir {volumes}",
        "容器组在本机保存的数据将会丢失：emptyDir {volumes}",
        "Drain with delete_local_data to lose it",
        "如确认可以丢失，请使用 delete_local_data 重新发起排空",
    ),
    "drain.budget": Message(
        "The disruption budget {budget} of {namespace} allows none to go: {healthy} pods are healthy, {needed} must be",
        "{namespace} 中的中断预算 {budget} 暂不允许中断：需要 {needed} 个健康的容器组，当前 {healthy} 个",
        "Wait, or give the service more replicas",
        "请等待，或增加该服务的副本数",
    ),
    "drain.replacement": Message(
        "It waits until the one before it of {controller} is replaced and ready",
        "等待 {controller} 的上一个容器组在别处就绪",
    ),
    "drain.refused": Message("The cluster does not evict it: {reason}", "集群拒绝驱逐：{reason}"),
}

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

MESSAGES: dict[str, Message] = {
    **WEB,
    **ACCESS,
    **USERS,
    **SSO,
    **AUDIT,
    **RUNTIME_LOG,
    **METERING,
    **TENANTS,
    **PARTITIONS,
    **CONTAINERS,
    **CLUSTER,
    **HOSTS,
    **APPLICATIONS,
}
