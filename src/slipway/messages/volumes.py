"""Volumes, and services that have them."""

from slipway.messages.message import Message

VOLUMES = {
    "volume.not_found": Message("There is no volume {name}", "存储卷 {name} 不存在"),
    "volume.deleting": Message(
        "The volume {volume} is being deleted already",
        "存储卷 {volume} 正在删除",
        "It goes as soon as no container uses it any more",
        "没有容器使用后即会删除",
    ),
    "volume.in_use": Message(
        "The volume {volume} is used by: {used_by}",
        "存储卷 {volume} 正在被使用：{used_by}",
        "Unpublish that, wait until its containers have ended, and try again",
        "请先取消发布，待其容器结束后重试",
    ),
    "volume.going": Message(
        "{name} cannot be published now: its volume {volume} is being deleted",
        "暂时无法发布 {name}：其存储卷 {volume} 正在删除",
        "Wait until the volume is gone; publishing then begins with a new, empty one",
        "请等待存储卷删除完成；之后发布会使用新的空存储卷",
    ),
    "volume.not_larger": Message(
        "The volume {volume} has {size}: volumes only grow",
        "存储卷 {volume} 的大小为 {size}，只能扩容",
        "Choose a size that is larger",
        "请填写更大的值",
    ),
    "volume.not_expandable": Message(
        "The volume {volume} stays at {size}: its storage class {class_name} does not let volumes grow",
        "存储卷 {volume} 只能保持 {size}：存储类 {class_name} 不支持扩容",
        "Copy the data to a new, larger volume, or ask an administrator to allow expansion for the class",
        "请将数据复制到更大的新存储卷，或由管理员为该存储类开启扩容",
    ),
    "volume.rejected": Message(
        "The cluster does not let the volume {volume} grow: {said}",
        "集群拒绝了存储卷 {volume} 的扩容：{said}",
        "Look at the tenant's quota and at the storage class",
        "请检查租户配额和存储类",
    ),
    "volume.name_doubled": Message("Two volumes of the service are called {name}", "服务中有两个存储卷都命名为 {name}"),
    "volume.names_collide": Message(
        "Volumes of {services} would both be {claim} in the cluster",
        "{services} 的存储卷在集群中都会命名为 {claim}",
        "Call one of the volumes differently",
        "请为其中一个存储卷换一个名称",
    ),
    "volume.path_invalid": Message(
        "No volume can be mounted at {path}",
        "存储卷不能挂载到 {path}",
        "Write an absolute path of a directory, such as /data",
        "请填写目录的绝对路径，例如 /data",
    ),
    "volume.path_taken": Message(
        "{path} and {other} are mounted inside of each other",
        "挂载路径 {path} 与 {other} 重叠",
        "Give each volume, and each directory of files, a place of its own",
        "请为每个存储卷和文件目录使用各自的路径",
    ),
    "volume.single_writer": Message(
        "{name} cannot have {replicas} replicas: its volumes {volumes} are for one container at a time",
        "{name} 不能有 {replicas} 个副本：存储卷 {volumes} 同一时间只能由一个容器使用",
        "Run one replica, or set access: shared where the storage class can do that",
        "请使用 1 个副本；若存储类支持，可设置 access: shared",
    ),
    "volume.shrinks": Message(
        "The volume {volume} has {size} and cannot shrink to {wanted}",
        "存储卷 {volume} 的大小为 {size}，无法缩小到 {wanted}",
        "Keep its size, or use a new volume of another name",
        "请保持原大小，或使用另一个名称的新存储卷",
    ),
    "volume.class_fixed": Message(
        "The volume {volume} is of the storage class {has} and cannot become {wanted}",
        "存储卷 {volume} 的存储类为 {has}，不能改为 {wanted}",
        "Keep its class, or use a new volume of another name",
        "请保持原存储类，或使用另一个名称的新存储卷",
    ),
    "volume.access_fixed": Message(
        "The access to the volume {volume} cannot change once it is made",
        "存储卷 {volume} 创建后不能更改访问方式",
        "Keep its access, or use a new volume of another name",
        "请保持原访问方式，或使用另一个名称的新存储卷",
    ),
    "volume.class_unknown": Message(
        "The cluster has no storage class {name}",
        "集群中没有存储类 {name}",
        "There are: {known}",
        "可用的存储类：{known}",
    ),
    "volume.claim_taken": Message(
        "The volume {volume} cannot be made: the tenant has a volume claim {claim} of something else",
        "无法创建存储卷 {volume}：租户中已有属于其他对象的存储卷 {claim}",
        "Choose another name for the volume",
        "请为存储卷换一个名称",
    ),
}
