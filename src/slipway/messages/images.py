"""Registries and their images."""

from slipway.messages.message import Message

IMAGES = {
    "registry.not_found": Message("There is no registry {id}", "镜像仓库 {id} 不存在"),
    "registry.taken": Message(
        "The registry {address} is there already",
        "镜像仓库 {address} 已存在",
        "Change its name and password instead",
        "请改为修改其用户名和密码",
    ),
    "registry.in_use": Message(
        "{count} services pull from {address}: {services}",
        "有 {count} 个服务从 {address} 拉取镜像：{services}",
        "What runs goes on, but cannot be pulled again. Point the services elsewhere first, or delete it by force",
        "正在运行的容器不受影响，但将无法再次拉取。请先让服务改用其他镜像，或强制删除",
    ),
    "registry.insecure_forbidden": Message(
        "Only platform administrators add registries without encryption",
        "只有平台管理员可以添加未加密的镜像仓库",
        "Give the registry a certificate, or ask a platform administrator",
        "请为镜像仓库配置证书，或联系平台管理员",
    ),
    "registry.password_missing": Message("A name needs its password or token", "填写用户名时必须同时填写密码或令牌"),
    "registry.username_missing": Message(
        "A password needs the name that it belongs to",
        "填写密码时必须同时填写用户名",
        "Where a registry gives tokens, it also says which name goes with them",
        "使用令牌时，镜像仓库会说明对应的用户名",
    ),
    "registry.address_refused": Message(
        "{address} is inside the platform's own networks, where tenants may not send it",
        "{address} 位于平台内部网络，租户不能让平台访问该地址",
        "A platform administrator can allow it (SLIPWAY_REGISTRIES_INSIDE), or add the registry for all tenants",
        "平台管理员可以放行该地址（SLIPWAY_REGISTRIES_INSIDE），或将其添加为公共镜像仓库",
    ),
    "registry.sends_elsewhere": Message(
        "The registry sends us to {address}, which is not encrypted or not an address that may be asked",
        "镜像仓库将请求转到 {address}，该地址未加密或不允许访问",
        "Give what it sends us to a certificate",
        "请为该地址配置证书",
    ),
    "registry.unknown_host": Message(
        "{address} is not known: no name server has an address for it",
        "无法解析 {address}：域名服务器中没有该名称",
        "Check the name, and that the platform may ask for names of the internet",
        "请检查名称，并确认平台可以解析互联网域名",
    ),
    "registry.unreachable": Message(
        "{address} cannot be reached: {reason}",
        "无法访问 {address}：{reason}",
        "Check the address and port, its certificate, and that the platform may go there",
        "请检查地址、端口和证书，并确认平台可以访问该地址",
    ),
    "registry.busy": Message(
        "{address} does not take more questions at the moment",
        "{address} 请求过于频繁，暂时拒绝访问",
        "Try again later, or add the registry with a name and a password: then it takes more",
        "请稍后重试，或为该镜像仓库配置用户名和密码以提高限额",
    ),
    "registry.not_one": Message(
        "{address} does not answer as an image registry does",
        "{address} 的应答不符合镜像仓库协议",
        "Check address and port; it has to speak the API of Docker Registry v2",
        "请检查地址和端口，该地址需支持 Docker Registry v2 接口",
    ),
    "registry.answer_too_large": Message("{address} answers more than we read", "{address} 的应答过大"),
    "registry.login_refused": Message(
        "{address} does not let {username} in, or not to that",
        "{address} 拒绝了 {username} 的访问",
        "Check the name and the password or token, and what it may read",
        "请检查用户名、密码或令牌及其读取权限",
    ),
    "registry.login_needed": Message(
        "{address} lets nobody in without a name and a password, or has no such image",
        "{address} 需要用户名和密码才能访问，或没有该镜像",
        "Add the registry with them under Registries",
        "请在“镜像仓库”中添加该仓库及其用户名和密码",
    ),
    "registry.not_shared": Message(
        "{address} is a tenant's own registry, and what it keeps is not the platform's",
        "{address} 是租户自己的镜像仓库，其存储不属于平台",
        "Only registries that the platform shares are metered by tenant",
        "只有平台共享的镜像仓库可以按租户计量",
    ),
    "registry.not_metered": Message(
        "What {address} keeps is not metered",
        "镜像仓库 {address} 未启用存储计量",
        "Switch it on first",
        "请先启用计量",
    ),
    "registry.pattern_invalid": Message(
        "{pattern} does not say whose a repository is",
        "{pattern} 无法说明仓库路径属于哪个租户",
        "Write a path with one part that is {{tenant}}; * stands for any one part, ** at the end for all that follow: "
        "{{tenant}}/**",
        "请填写恰好有一段为 {{tenant}} 的路径；* 代表任意一段，末尾的 ** 代表其后所有部分，例如 {{tenant}}/**",
    ),
    "registry.no_catalog": Message(
        "{address} lets us in, but does not list its repositories to us",
        "{address} 允许登录，但不允许列出其中的镜像",
        "Give the registry a login that may read its whole catalog (registry:catalog:*); Docker Hub and some others "
        "list none to anybody, and cannot be metered",
        "请为该仓库配置有权读取完整目录（registry:catalog:*）的账号；Docker Hub 等仓库不提供目录，无法计量",
    ),
    "registry.too_many": Message(
        "{address} has too many images to be measured ({what}: more than {most})",
        "{address} 中的镜像过多，无法计量（{what} 超过 {most}）",
        "Delete tags that nobody needs, or spread the images over several registries",
        "请删除不需要的标签，或将镜像分散到多个仓库",
    ),
    "registry.walk_too_long": Message(
        "{address} could not be looked through within {minutes} minutes",
        "{minutes} 分钟内未能读完 {address} 的内容",
        "It is tried again; look whether the registry answers slowly, or has very many tags",
        "平台会再次尝试；请检查镜像仓库响应是否缓慢，或标签是否过多",
    ),
    "image.name_invalid": Message(
        "{image} is not a valid image name",
        "镜像名称 {image} 不合法",
        "Write it as registry/name:tag",
        "请按 仓库地址/名称:标签 的格式填写",
    ),
    "image.not_found": Message(
        "{address} has no {image}",
        "{address} 中没有 {image}",
        "Check the name and the tag",
        "请检查镜像名称和标签",
    ),
    "image.not_an_image": Message(
        "{image} is nothing that containers can run",
        "{image} 不是可运行的容器镜像",
        "It may be a chart, a signature, or of a format that is no longer used",
        "它可能是 Chart、签名，或已不再使用的旧格式",
    ),
}
