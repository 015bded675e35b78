"""Why a service is not ready, in plain words: the catalogue of reasons in both languages.

Data only. A key is the reason's stable code, or the code and a variant after a dot. ``{name}`` is filled from what was
observed.
"""

from __future__ import annotations

from collections.abc import Sequence

from slipway.containers import Reason
from slipway.messages import Message

TEXTS = {
    "starting": Message(
        "Starting: {ready} of {desired} replicas are ready",
        "正在启动：{desired} 个副本中已有 {ready} 个就绪",
    ),
    "starting.replacing": Message(
        "Updating: {ready} of {desired} replicas run as of revision {revision}",
        "正在更新：{desired} 个副本中已有 {ready} 个运行版本 {revision}",
    ),
    "starting.restarting": Message(
        "Restarting: {ready} of {desired} replicas have been replaced",
        "正在重启：{desired} 个副本中已替换 {ready} 个",
    ),
    "starting.paused": Message(
        "The update is paused: {ready} of {desired} replicas run as of revision {revision}",
        "更新已暂停：{desired} 个副本中已有 {ready} 个运行版本 {revision}",
        "Resume it, or abort it to return to the revision before",
        "可继续更新，或中止更新以回到之前的版本",
    ),
    "starting.surplus": Message("Stopping surplus replicas: {surplus} left", "正在停止多余的副本：还剩 {surplus} 个"),
    "waiting_for_dependency": Message(
        "Waits until {needed} is ready",
        "等待依赖的服务就绪：{needed}",
        "It starts by itself then; if {needed} does not become ready, look at its reason",
        "依赖就绪后会自动启动；若 {needed} 迟迟未就绪，请查看其原因",
    ),
    "waiting_to_restart": Message(
        "Waits to restart until all of these run again: {before}",
        "等待以下服务恢复运行后再重启：{before}",
        "It restarts by itself then, and serves on until then; if one of them does not run again, look at its reason",
        "之后会自动重启，在此之前照常提供服务；若其中有服务迟迟未恢复，请查看其原因",
    ),
    "image_pull_failed": Message(
        "The image {image} cannot be pulled",
        "无法拉取镜像 {image}",
        "Check the image's name and tag, and that the hosts reach its registry and may pull from it",
        "请检查镜像名称和标签，并确认主机能够访问镜像仓库且有拉取权限",
    ),
    "image_pull_failed.login": Message(
        "The image {image} cannot be pulled: {registry} does not let us in, or has no such image",
        "无法拉取镜像 {image}：镜像仓库 {registry} 拒绝访问，或没有该镜像",
        "Check the image's name. Under Registries add {registry} with a name and a password, "
        "or when it is there, give it its new password",
        "请检查镜像名称，并在“镜像仓库”中添加 {registry} 及其用户名和密码；若已添加，请更新其密码",
    ),
    "image_pull_failed.name": Message(
        "{image} is not a valid image name",
        "镜像名称 {image} 不合法",
        "Write it as registry/name:tag",
        "请按 仓库地址/名称:标签 的格式填写",
    ),
    "image_pull_failed.absent": Message(
        "The image {image} is not on the host",
        "主机上没有镜像 {image}",
        "Pull or build it there, or use an image that can be pulled",
        "请先在主机上拉取或构建该镜像，或改用可拉取的镜像",
    ),
    "unschedulable": Message(
        "No host takes another replica",
        "没有主机可以运行新的副本",
        "See the detail for what each host lacks; an administrator can free or add hosts",
        "详情中列出了各主机不满足的条件，可由管理员调整或增加主机",
    ),
    "unschedulable.no_room": Message(
        "No host has enough {lacking}: a replica reserves {asked}, the largest host has {largest} in all",
        "没有主机有足够的资源（{lacking_zh}）：每个副本需预留 {asked_zh}，最大的主机共有 {largest_zh}",
        "Reserve less, stop something else, or have an administrator add a host",
        "请减少预留的资源、停止其他服务，或由管理员增加主机",
    ),
    "unschedulable.partition": Message(
        "No host of the partition {partition} takes another replica",
        "资源分区 {partition} 中没有主机可以运行新的副本",
        "See the detail for what each host lacks; an administrator can free hosts, or add some to the partition",
        "详情中列出了各主机不满足的条件，可由管理员调整主机或为该分区增加主机",
    ),
    "unschedulable.all_kept": Message(
        "All hosts are kept for partitions, and the service is pinned to none",
        "所有主机均已划入资源分区，而该服务未指定分区",
        "Pin it to a partition of your tenant, or have an administrator add a host that is in none",
        "请将服务指定到本租户可用的资源分区，或由管理员增加不属于任何分区的主机",
    ),
    "partition_empty": Message(
        "The partition {partition} has no hosts",
        "资源分区 {partition} 中没有主机",
        "Have an administrator assign hosts to it, or pin the service elsewhere; it starts by itself then",
        "请由管理员为该分区分配主机，或将服务改到其他位置；之后会自动启动",
    ),
    "partition_full": Message(
        "No host of the partition {partition} has room: a replica needs {asked}, its largest host has {largest} in all",
        "资源分区 {partition} 中没有主机有足够的空间：每个副本需要 {asked_zh}，其中最大的主机共有 {largest_zh}",
        "Reserve less, stop something else there, or have an administrator assign another host to the partition",
        "请减少预留的资源、停止该分区中的其他服务，或由管理员为该分区增加主机",
    ),
    "quota_exceeded": Message(
        "The tenant's quota does not allow another replica: not enough {lacking}",
        "租户配额不足（{lacking_zh}），无法新增副本",
        "Reduce replicas or resources, unpublish something, or have an administrator raise the quota",
        "请减少副本数或资源、取消发布其他服务，或由管理员提高配额",
    ),
    "quota_exceeded.storage": Message(
        "The tenant's quota does not allow the service's volumes: not enough {lacking}",
        "租户配额不足（{lacking_zh}），无法创建服务的存储卷",
        "Make them smaller, delete volumes that nothing uses, or have an administrator raise the quota",
        "请减小存储卷、删除不再使用的存储卷，或由管理员提高配额",
    ),
    "crashed": Message(
        "The container exits with code {code}{again}",
        "容器以退出码 {code} 退出{again_zh}",
        "Its last lines tell more; check the command, the variables and what it needs to connect to",
        "请查看其最后的日志，并检查启动命令、环境变量及所连接的服务",
    ),
    "crashed.finished": Message(
        "The container's command ends by itself with code 0{again}",
        "容器的命令自行结束（退出码 0）{again_zh}",
        "A service must keep running: use a command that stays in the foreground",
        "服务需要持续运行，请使用在前台运行的命令",
    ),
    "crashed.signal": Message(
        "The container was ended by signal {signal} (code {code}){again}",
        "容器被信号 {signal} 终止（退出码 {code}）{again_zh}",
        "Its last lines tell more; somebody or something on the host may have ended it",
        "请查看其最后的日志；也可能是被主机上的其他操作终止",
    ),
    "cannot_start": Message(
        "The container cannot be started",
        "容器无法启动",
        "See the detail for what the host says; when it is not about your configuration, tell an administrator",
        "详情为主机返回的信息；若与您的配置无关，请联系管理员",
    ),
    "cannot_start.command": Message(
        "The command {command} cannot be run in the container",
        "容器中的命令 {command} 无法执行",
        "Check that the file exists in the image, is executable, and is spelled correctly",
        "请检查该文件在镜像中是否存在、可执行，且拼写正确",
    ),
    "probe_failed": Message(
        "The {probe} probe fails: {seen}",
        "{probe_zh}探针检查失败：{seen}",
        "Check the probe's path, port and command, that the service listens on that port, and the service's log",
        "请检查探针的路径、端口或命令，服务是否在监听该端口，并查看服务日志",
    ),
    "probe_failed.silent": Message(
        "The {probe} probe has not succeeded for {seconds} seconds",
        "{probe_zh}探针已有 {seconds} 秒未通过检查",
        "Check the probe's path, port and command, and the service's log",
        "请检查探针的路径、端口或命令，并查看服务日志",
    ),
    "out_of_memory": Message(
        "The container needs more memory than its limit of {limit} and was killed{again}",
        "容器使用的内存超过上限 {limit}，已被终止{again_zh}",
        "Raise memory or memory_limit, or make the program use less",
        "请提高 memory 或 memory_limit，或减少程序的内存占用",
    ),
    "autoscaling_no_metrics": Message(
        "The cluster does not know what the replicas use, so their number stays as it is",
        "集群没有副本的用量数据，副本数保持不变",
        "Usual in the first minutes; if it stays, have an administrator check that the cluster serves metrics.k8s.io",
        "刚启动的几分钟内属正常现象；若持续存在，请由管理员确认集群提供 metrics.k8s.io",
    ),
    "autoscaling_unable": Message(
        "The cluster cannot change the number of replicas",
        "集群无法调整副本数",
        "See the detail for what it says; tell an administrator if it stays",
        "详情为集群返回的信息；若持续存在，请联系管理员",
    ),
    "autoscaling_at_maximum": Message(
        "More replicas would be needed, but {max} are the most that are allowed",
        "需要更多副本，但已达到上限 {max} 个",
        "Raise the most, if the tenant's quota allows, or give each replica more",
        "可在租户配额允许的范围内提高上限，或为每个副本分配更多资源",
    ),
    "autoscaling_at_minimum": Message(
        "Fewer replicas would do, but {min} are the least that are allowed",
        "所需副本更少，但已达到下限 {min} 个",
        "Lower the least to save what they reserve",
        "如需节省资源，可调低下限",
    ),
    "autoscaling_waits.growing": Message(
        "More replicas are needed; some are added when that has been so for {seconds} seconds",
        "需要更多副本；此状态持续 {seconds} 秒后才会增加",
        "The wait keeps short peaks from adding replicas; it belongs to the rules of autoscaling",
        "等待可避免短暂的高峰触发扩容；等待时间可在自动伸缩规则中调整",
    ),
    "autoscaling_waits.shrinking": Message(
        "Fewer replicas would do; some go when that has been so for {seconds} seconds",
        "所需副本变少；此状态持续 {seconds} 秒后才会减少",
        "The wait keeps replicas for a load that comes back; it belongs to the rules of autoscaling",
        "等待可避免负载回升时反复伸缩；等待时间可在自动伸缩规则中调整",
    ),
    "autoscaling_in_steps.growing": Message(
        "More replicas are needed; they are added step by step, as quickly as the rules allow",
        "需要更多副本，正按规则允许的速度逐步增加",
        "Allow larger steps in the rules of autoscaling if that is too slow",
        "若过慢，可在自动伸缩规则中放宽每步的幅度",
    ),
    "autoscaling_in_steps.shrinking": Message(
        "Fewer replicas would do; they go step by step, as quickly as the rules allow",
        "所需副本变少，正按规则允许的速度逐步减少",
        "Allow larger steps in the rules of autoscaling if that is too slow",
        "若过慢，可在自动伸缩规则中放宽每步的幅度",
    ),
    "volume_unbound": Message(
        "A storage volume is not ready",
        "存储卷尚未就绪",
        "Check that the volume exists and that its storage class can provide it",
        "请检查存储卷是否存在，以及其存储类能否提供存储",
    ),
    "rejected": Message(
        "The cluster does not accept the service: {said}",
        "集群拒绝了该服务：{said}",
        "Change the configuration accordingly; when it looks right, tell an administrator",
        "请据此修改配置；若配置无误，请联系管理员",
    ),
    "engine_unreachable": Message(
        "The cluster does not answer, so this may be out of date",
        "集群没有响应，显示的状态可能已过时",
        "What runs keeps running; publishing goes on by itself when the cluster is back",
        "正在运行的服务不受影响；集群恢复后会自动继续发布",
    ),
}

STORAGE = {
    "requests.storage": Message("storage", "存储空间"),
    "persistentvolumeclaims": Message("volumes", "存储卷数量"),
}
RESOURCES = {"memory": "内存", "cpu": "CPU", "pods": "副本数"}
PROBES = {"readiness": "就绪", "liveness": "存活", "startup": "启动"}


def tell(key: str, params: dict[str, str | int] | None = None, detail: str = "", log: Sequence[str] = ()) -> Reason:
    """Return the reason with its texts filled in."""
    text, filling = TEXTS[key], params or {}
    en, zh, hint, hint_zh = (each.format_map(filling) for each in text)
    code = key.partition(".")[0]
    return Reason(code=code, message=en, message_zh=zh, hint=hint, hint_zh=hint_zh, detail=detail, log=list(log))
