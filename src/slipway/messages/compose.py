"""Import of Compose files: what is wrong with one, and what of one is lost or changed on the way."""

from slipway.messages.message import Message

_MERGE_FIRST = "Write everything into one file first: docker compose config > merged.yml"
_MERGE_FIRST_ZH = "请先合并为一个文件：docker compose config > merged.yml"

_REFUSED: dict[str, Message] = {
    "compose.yaml": Message(
        "Line {line} is not valid YAML: {problem}",
        "第 {line} 行不是合法的 YAML：{problem}",
    ),
    "compose.too_large": Message("The file is larger than {limit}", "文件超过 {limit}"),
    "compose.expands": Message(
        "With all aliases, variables and extends written out the file is larger than {limit}",
        "展开所有别名、变量和 extends 后，文件超过 {limit}",
    ),
    "compose.too_deep": Message(
        "Line {line} is nested deeper than {limit} levels",
        "第 {line} 行的嵌套超过 {limit} 层",
    ),
    "compose.several_documents": Message(
        "A second document begins in line {line}",
        "第 {line} 行开始了第二个文档",
        _MERGE_FIRST,
        _MERGE_FIRST_ZH,
    ),
    "compose.key_doubled": Message(
        "Line {line}: {key} stands here a second time",
        "第 {line} 行：{key} 重复出现",
    ),
    "compose.alias_unknown": Message(
        "Line {line}: there is no anchor {name} before this alias",
        "第 {line} 行：此别名之前没有锚点 {name}",
    ),
    "compose.tag": Message("Line {line}: the tag {tag} is not known", "第 {line} 行：不支持标签 {tag}"),
    "compose.wrong_type": Message("{path} must be {expected}", "{path} 须为{expected_zh}"),
    "compose.interpolation": Message(
        "{text}: this $ begins no variable",
        "{text}：此处的 $ 不是合法的变量引用",
        "Write ${{NAME}} or ${{NAME:-default}}, and $$ for a $ itself",
        "变量写作 ${{NAME}} 或 ${{NAME:-默认值}}；表示 $ 本身时写作 $$",
    ),
    "compose.env_line": Message(
        "{file}, line {line}: this is no assignment",
        "{file} 第 {line} 行：不是合法的变量赋值",
        "Write NAME=value, and close what is quoted",
        "请写作 NAME=value，并闭合引号",
    ),
    "compose.no_services": Message(
        "The file has no services",
        "文件中没有服务",
        "A Compose file has a mapping services: at its top; the old form without it has to be rewritten",
        "Compose 文件的顶层须有 services 映射；没有 services 的旧格式需要改写",
    ),
    "compose.too_many_services": Message("The file has more than {limit} services", "文件中的服务超过 {limit} 个"),
    "compose.too_many_ports": Message(
        "{path}: a service can have at most {limit} ports",
        "{path}：一个服务最多有 {limit} 个端口",
    ),
    "compose.other_file": Message(
        "{path} refers to another file, which is not at hand",
        "{path} 引用了另一个文件，而该文件未提供",
        _MERGE_FIRST,
        _MERGE_FIRST_ZH,
    ),
    "compose.extends_unknown": Message(
        "{path}: there is no service {name} to extend",
        "{path}：要扩展的服务 {name} 不存在",
    ),
    "compose.extends_cycle": Message(
        "Services extend each other in a circle, or in too long a chain: {cycle}",
        "服务的 extends 形成循环或层数过多：{cycle}",
    ),
    "compose.build_without_image": Message(
        "{name} is built from source and has no image",
        "{name} 由源码构建，没有指定镜像",
        "Build and push it first (docker compose build, docker compose push), and name the image with image:",
        "请先构建并推送镜像（docker compose build、docker compose push），再用 image: 指定镜像",
    ),
    "compose.image_missing": Message(
        "{name} has no image",
        "{name} 没有指定镜像",
        "Name one with image:",
        "请用 image: 指定镜像",
    ),
    "compose.dependency_unknown": Message(
        "{path}: {name} is no service of the file",
        "{path}：文件中没有服务 {name}",
        "Services of the file: {known}",
        "文件中的服务：{known}",
    ),
    "compose.condition_unknown": Message(
        "{path}: there is no condition {condition}",
        "{path}：不存在条件 {condition}",
        "There are: {known}",
        "可用的条件：{known}",
    ),
    "compose.quotes": Message("{path}: a quotation mark is not closed", "{path}：引号没有闭合"),
}

_CHANGED: dict[str, Message] = {
    "compose.volume": Message(
        "{source} becomes the volume {name} at {target} with {size}: write how much it needs, it can grow later",
        "{source} 成为存储卷 {name}（{size}），挂载于 {target}：请按需修改大小，之后可以扩容",
    ),
    "compose.volume_replicas": Message(
        "The volume {name} is shared by all replicas, which not every storage class can do",
        "存储卷 {name} 由所有副本共享，并非所有存储类都支持",
    ),
    "compose.service_renamed": Message(
        "{name} is called {renamed}: names of services are lower case letters, digits and -",
        "{name} 改名为 {renamed}：服务名只能包含小写字母、数字和 -",
    ),
    "compose.build_unused": Message(
        "Nothing is built here: the image {image} is pulled, so build and push it first",
        "平台不构建镜像，而是拉取 {image}；请先构建并推送",
    ),
    "compose.one_off": Message(
        "{name} is a task that ends, and the platform starts again what ends: it is carried over with 0 replicas",
        "{name} 是会结束的一次性任务，而平台会重新启动已结束的容器：导入后副本数为 0",
    ),
    "compose.dependency_completed": Message(
        "Nothing waits for {name} to complete: run it yourself before, where it is needed",
        "不会等待 {name} 执行完成；如有需要，请事先自行执行",
    ),
    "compose.restart": Message(
        "The restart policy {policy} does not apply: the platform always starts again what ends",
        "重启策略 {policy} 不生效：平台总会重新启动已结束的容器",
    ),
    "compose.memory_default": Message(
        "Without a limit of memory in the file, each replica may use {limit}",
        "文件未设置内存上限，每个副本的上限为 {limit}",
    ),
    "compose.domain": Message(
        "Ports of the host ({ports}) are not opened: browsers come by the domain {domain}, other services by {inside}",
        "不开放主机端口（{ports}）：浏览器通过域名 {domain} 访问，其他服务通过 {inside} 访问",
    ),
    "compose.no_domain": Message(
        "Ports of the host ({ports}) are not opened: other services reach this one as {inside}, from outside nobody "
        "does",
        "不开放主机端口（{ports}）：其他服务通过 {inside} 访问，外部无法访问",
    ),
    "compose.port_found": Message(
        "The file declares no port; {ports} is what others are told, or usual for the image: declare the right one "
        "with expose if it is not",
        "文件未声明端口；取 {ports}，即其他服务所使用的端口或该镜像的常用端口：如不正确，请用 expose 声明",
    ),
    "compose.start_period": Message(
        "A check that still fails {seconds} seconds after the start restarts the container; Docker would go on waiting",
        "启动 {seconds} 秒后检查仍失败时会重启容器；Docker 则会继续等待",
    ),
    "compose.rounded": Message(
        "{key} is {used} instead of {value}, which is out of bounds here",
        "{key} 取 {used}，因为 {value} 超出允许范围",
    ),
}

_LOST: dict[str, Message] = {
    "compose.variable_unset": Message(
        "Nothing stands in place of the variable {name}, because it was not given",
        "未提供变量 {name}，其位置为空",
    ),
    "compose.env_unset": Message(
        "The variable {name} has no value in the file and was not given, so the container does not get it",
        "变量 {name} 在文件中没有值，也未提供，因此容器中没有该变量",
    ),
    "compose.env_name": Message(
        "The variable {name} is not carried over: its name is not allowed",
        "未导入变量 {name}：变量名不合法",
    ),
    "compose.env_file": Message(
        "The variables of {file} are missing: the file was not uploaded with this one",
        "缺少 {file} 中的变量：该文件未一并上传",
    ),
    "compose.profile_off": Message(
        "The service is left out, because none of its profiles ({profiles}) is switched on",
        "未导入该服务：其 profile（{profiles}）均未启用",
    ),
    "compose.dependency_inactive": Message(
        "The dependency on {name} is left out, because that service is not there",
        "未导入对 {name} 的依赖：该服务不在其中",
    ),
    "compose.link_alias": Message(
        "{name} is not reached as {alias}, only by its own name",
        "不能通过 {alias} 访问 {name}，只能使用它本来的名称",
    ),
    "compose.old_name": Message(
        "{key} speaks of {name}, which is now called {renamed}: change it by hand if it is meant",
        "{key} 中出现了 {name}，该服务现名 {renamed}：如果指的是它，请手动修改",
    ),
    "compose.port_missing": Message(
        "Others depend on {name}, but cannot reach it, because it declares no port: name the port that it listens on "
        "with expose",
        "其他服务依赖 {name}，但它未声明端口，因而无法访问：请用 expose 声明其监听的端口",
    ),
    "compose.volume_shared": Message(
        "The volume {source} is mounted by several services, but each of them gets one of its own: {name} at {target}",
        "存储卷 {source} 被多个服务挂载，导入后每个服务各有一个独立的存储卷：{name}，挂载于 {target}",
    ),
    "compose.volume_settings": Message(
        "Driver, labels and whether the volume {source} is external are not carried over: a new, empty one is made",
        "未导入存储卷 {source} 的驱动、标签或 external 设置：将创建新的空存储卷",
    ),
    "compose.anonymous_volume": Message(
        "The unnamed volume at {target} is not carried over: what is written there is lost with the container",
        "未导入挂载于 {target} 的匿名存储卷：写入其中的数据会随容器一起丢失",
    ),
    "compose.bind_mount": Message(
        "{source} is not mounted at {target}: it lies on your machine; put it into the image instead",
        "{source} 不会挂载到 {target}：它在您的机器上；请将其放入镜像",
    ),
    "compose.tmpfs": Message(
        "{target} is not kept in memory: it is an ordinary directory of the container",
        "{target} 不在内存中，而是容器的普通目录",
    ),
    "compose.mount": Message(
        "The mount at {target} is not carried over: there is no {kind} here",
        "未导入 {target} 处的挂载：不支持 {kind}",
    ),
    "compose.definition_missing": Message(
        "{name} is not there at {target}: the file does not define it",
        "{target} 处没有 {name}：文件中未定义它",
    ),
    "compose.definition_external": Message(
        "{name} is not there at {target}: its content is kept outside of the file; make a configuration set of it, and "
        "let the service use that",
        "{target} 处没有 {name}：其内容保存在该文件之外；请为它新建配置集，并让服务使用",
    ),
    "compose.definition_file": Message(
        "{name} is not there at {target}: the file {file} was not uploaded with this one; make a configuration set of "
        "it, and let the service use that",
        "{target} 处没有 {name}：文件 {file} 未一并上传；请为它新建配置集，并让服务使用",
    ),
    "compose.definition_unset": Message(
        "{name} is not there at {target}: it is the value of the variable {variable}, which is not given",
        "{target} 处没有 {name}：其值来自未提供的变量 {variable}",
    ),
    "compose.file_owner": Message(
        "The owner of {name} is not carried over: files belong to root",
        "未导入 {name} 的所有者：文件属于 root",
    ),
    "compose.file_mode": Message(
        "The permissions {mode} of {name} are not carried over: everybody in the container may read it",
        "未导入 {name} 的权限 {mode}：容器内所有用户均可读取",
    ),
    "compose.networks_defined": Message(
        "The definitions under {key} are not carried over: all services of a tenant share one network, which others "
        "cannot enter",
        "未导入 {key} 下的定义：租户的所有服务共用一个网络，其他租户无法进入",
    ),
    "compose.networks": Message(
        "The networks {networks} do not keep services apart: all of a tenant's services reach each other",
        "网络 {networks} 不再隔离服务：同一租户的所有服务可以互相访问",
    ),
    "compose.network_setting": Message(
        "{key} is not carried over: the platform runs the network and gives services their names and addresses",
        "未导入 {key}：网络以及服务的名称和地址由平台管理",
    ),
    "compose.protocol": Message(
        "{key} is not carried over: {protocol} is not offered, only TCP and UDP",
        "未导入 {key}：不支持 {protocol}，只支持 TCP 和 UDP",
    ),
    "compose.port_setting": Message(
        "{key} is not carried over: the platform decides how ports are reached",
        "未导入 {key}：端口的访问方式由平台决定",
    ),
    "compose.healthcheck_disabled": Message(
        "The check is not switched off: without one of its own, a service is ready when its first port answers",
        "检查不会关闭：没有自定义检查的服务，在首个端口可以连接时视为就绪",
    ),
    "compose.healthcheck_without_test": Message(
        "{key} is not carried over: it has no test, and the image's own check is not used here",
        "未导入 {key}：其中没有 test，而平台不使用镜像自带的检查",
    ),
    "compose.start_interval": Message(
        "{key} is not carried over: without a start_period there is no time in which it applies",
        "未导入 {key}：没有 start_period 时它不起作用",
    ),
    "compose.resource": Message(
        "{key} is not carried over: only CPU and memory are reserved and limited",
        "未导入 {key}：只支持 CPU 和内存的预留与上限",
    ),
    "compose.emptied": Message(
        "The image's own {key} is not taken away: an application file can only replace it",
        "镜像自带的 {key} 不会清空：应用文件只能替换它",
    ),
    "compose.isolation": Message(
        "{key} is not carried over: how containers are shut off from their host is the same for all",
        "未导入 {key}：容器与主机的隔离方式由平台统一规定",
    ),
    "compose.limit": Message(
        "{key} is not carried over: limits besides CPU and memory are the platform's",
        "未导入 {key}：除 CPU 和内存外，其他限制由平台规定",
    ),
    "compose.logging": Message(
        "{key} is not carried over: the platform collects what containers print",
        "未导入 {key}：容器的输出由平台收集",
    ),
    "compose.terminal": Message(
        "{key} is not carried over: nobody sits at a container's terminal; open one when it is needed",
        "未导入 {key}：容器没有常驻终端；需要时可在容器中打开终端",
    ),
    "compose.image_handling": Message(
        "{key} is not carried over: hosts pull an image that they do not have yet, for their own platform",
        "未导入 {key}：主机在缺少镜像时拉取，并使用自身平台的版本",
    ),
    "compose.labels": Message(
        "{key} are not carried over: the platform labels containers itself, and nothing here reads others",
        "未导入 {key}：容器的标签由平台设置，平台不使用其他标签",
    ),
    "compose.hook": Message(
        "{key} is not carried over: nothing is run besides the container's own program",
        "未导入 {key}：除容器自身的程序外不执行其他命令",
    ),
    "compose.development": Message(
        "{key} is not carried over: it is for development machines",
        "未导入 {key}：它只用于开发环境",
    ),
    "compose.user": Message(
        "{key} is not carried over: the program runs as the user that the image says",
        "未导入 {key}：程序以镜像指定的用户运行",
    ),
    "compose.working_dir": Message(
        "{key} is not carried over: the program starts in the directory that the image says",
        "未导入 {key}：程序在镜像指定的目录中启动",
    ),
    "compose.container_name": Message(
        "{key} is not carried over: containers are named by the platform, and others reach this service as {name}",
        "未导入 {key}：容器由平台命名，其他服务通过 {name} 访问该服务",
    ),
    "compose.init": Message(
        "{key} is not carried over: the image's program is the container's first process; put tini into the image if "
        "it starts others",
        "未导入 {key}：镜像的程序即容器的首个进程；如果它会启动其他进程，请在镜像中加入 tini",
    ),
    "compose.stop_signal": Message(
        "{key} is not carried over: containers are stopped with the signal that the image says, else SIGTERM",
        "未导入 {key}：以镜像指定的信号停止容器，默认为 SIGTERM",
    ),
    "compose.volumes_from": Message(
        "{key} is not carried over: services do not share files",
        "未导入 {key}：服务之间不共享文件",
    ),
    "compose.orchestration": Message(
        "{key} is not carried over: the platform decides where replicas run and how they are replaced",
        "未导入 {key}：副本的运行位置和更新方式由平台决定",
    ),
    "compose.unknown_key": Message(
        "{key} is not carried over: it is no key that the platform knows; mind the spelling",
        "未导入 {key}：平台不认识这个键；请检查拼写",
    ),
}

COMPOSE: dict[str, Message] = {**_REFUSED, **_CHANGED, **_LOST}
