"""How each kind of task looks."""

from dataclasses import dataclass

from zhike.contexts.work.public import TaskKind


@dataclass(frozen=True)
class KindLook:
    """Icon and tone of a kind of task; `sign` is −1 or 1 where its amount went out or came in, else 0."""

    icon: str
    tone: str
    sign: int = 0


LOOKS = {
    TaskKind.FLOW_OUT: KindLook("arrow-big-down-lines", "fall", -1),
    TaskKind.FLOW_IN: KindLook("arrow-big-up-lines", "rise", 1),
    TaskKind.DROP: KindLook("trending-down", "fall", -1),
    TaskKind.MATURITY: KindLook("clock-dollar", "amber"),
    TaskKind.CADENCE: KindLook("phone-call", "blue"),
    TaskKind.NEXT_STEP: KindLook("flag", "violet"),
}
