"""Containers, their logs and terminals."""

from slipway.messages.message import Message

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
        "Files can be copied and commands run only while it runs",
        "仅在容器运行时可以复制文件、执行命令",
    ),
    "container.no_tar": Message(
        "The container has no tar, which copying needs",
        "容器中没有复制文件所需的 tar",
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
        "The container of {pod} has not started yet, so it has no log",
        "{pod} 的容器尚未启动，没有日志",
        "Its overview says what it waits for",
        "等待的原因见该容器的“概览”",
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
