"""What codes in an error's params are called in its text: roles, scopes and permissions.

The params keep the code. The portal has the same words in its own translation files; a test holds both against each
other.
"""

NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "role": {
        "platform_admin": ("Platform administrator", "平台管理员"),
        "platform_auditor": ("Platform auditor", "平台审计员"),
        "tenant_admin": ("Tenant administrator", "租户管理员"),
        "developer": ("Developer", "开发者"),
        "viewer": ("Viewer", "只读成员"),
    },
    "scope": {
        "read": ("Look only", "只读"),
        "deploy": ("Look and deploy", "查看与部署"),
        "all": ("Everything", "全部"),
    },
    "action": {
        "account.read": ("See one's own sessions and API tokens", "查看自己的会话和 API 令牌"),
        "account.manage": (
            "Change one's own password, end one's sessions, make and revoke one's API tokens",
            "修改自己的密码，结束自己的会话，新建和吊销自己的 API 令牌",
        ),
        "application.read": ("See applications and services", "查看应用和服务"),
        "application.create": ("Create applications", "新建应用"),
        "application.write": (
            "Change and delete applications, and create, change and delete their services",
            "修改和删除应用，以及新建、修改和删除其服务",
        ),
        "application.publish": ("Publish, unpublish, scale and restart", "发布、取消发布、伸缩和重启"),
        "application.upgrade": ("Upgrade and roll back", "升级和回滚"),
        "application.secrets": ("See secret values of variables", "查看变量中的机密值"),
        "cloud.read": ("See cloud accounts and machines", "查看云账号和云主机"),
        "cloud.manage": ("Keep cloud accounts; order and delete machines", "管理云账号，创建和删除云主机"),
        "container.read": ("See containers and their logs", "查看容器及其日志"),
        "container.exec": ("Open a terminal in a container", "在容器中打开终端"),
        "container.restart": ("Restart a container", "重启容器"),
        "container.delete": ("Delete a container, which is replaced", "删除容器，由新容器替换"),
        "container.download": ("Copy files out of a container", "从容器中下载文件"),
        "container.upload": ("Copy files into a container", "向容器中上传文件"),
        "host.read": ("See hosts", "查看主机"),
        "host.manage": (
            "Change, drain and remove hosts, and let machines join",
            "修改、排空和移除主机，以及让机器加入",
        ),
        "metering.read": ("See metering and prices", "查看资源计量和价格"),
        "metering.price": ("Set prices", "设置价格"),
        "offering.read": ("See which managed services are offered", "查看可开通的公共服务"),
        "offering.manage": (
            "Offer managed services to all tenants, change and withdraw them",
            "向所有租户提供公共服务，并修改、停用服务类型",
        ),
        "managed.read": ("See managed services", "查看公共服务"),
        "managed.manage": (
            "Open, change, start, stop and close managed services, and see their passwords",
            "开通、变更、启动、停止和关闭公共服务，并查看其密码",
        ),
        "domain.read": ("See own domains, and which records they need", "查看自有域名及所需的 DNS 记录"),
        "domain.manage": (
            "Add own domains, lead them to services, and delete them",
            "添加自有域名、将其指向服务以及删除",
        ),
        "opening.read": (
            "See what the tenant opens to others, and others to it",
            "查看本租户开放给其他租户的服务，以及收到的开放",
        ),
        "opening.manage": (
            "Open services to other tenants, accept, refuse and end that",
            "向其他租户开放服务，接受、拒绝和结束开放",
        ),
        "registry.read": ("See registries and their images", "查看镜像仓库及其镜像"),
        "registry.manage": ("Add, change and remove registries", "添加、修改和删除镜像仓库"),
        "registry.meter": ("Meter what tenants keep in shared registries", "按租户计量共享镜像仓库的存储"),
        "operation.read": ("See the operation log", "查看操作日志"),
        "operation.verify": ("Verify that nobody has changed the operation log", "校验操作日志未被篡改"),
        "partition.read": ("See partitions of hosts", "查看主机分区"),
        "partition.manage": (
            "Create, change and delete partitions of hosts, and grant them to tenants",
            "新建、修改和删除主机分区，并授权给租户",
        ),
        "platform.read": ("See the platform's own health", "查看平台自身的健康状况"),
        "preset.read": ("See quota presets", "查看配额预设"),
        "preset.manage": ("Create, change and delete quota presets", "新建、修改和删除配额预设"),
        "route.read": ("See the routes between hosts", "查看主机间的路由"),
        "runtime_log.read": ("See the runtime log of the cluster and the platform", "查看集群和平台的运行日志"),
        "tenant.read": ("See tenants, their quotas and what they use of them", "查看租户及其配额与用量"),
        "tenant.manage": ("Create, change, disable and delete tenants", "新建、修改、停用和删除租户"),
        "user.read": ("See users, their sessions and API tokens", "查看用户及其会话和 API 令牌"),
        "user.manage": (
            "Create, change, disable, unlock and delete users, reset passwords, end sessions, revoke API tokens",
            "新建、修改、停用、解锁和删除用户，重置密码，结束会话，吊销 API 令牌",
        ),
        "volume.read": ("See volumes", "查看存储卷"),
        "volume.manage": ("Grow and delete volumes", "扩容和删除存储卷"),
    },
}
"""Param → code → its name in English and Chinese."""
