from __future__ import annotations

from mailgate.model.desk import Desk
from mailgate.model.rule import Group, Leaf
from mailgate.triage.compile import compile_rules
from mailgate.triage.conditions import Workshop
from mailgate.triage.run import triage
from mailgate.triage.watching import Counted, LeafTold, Watch


def test_watched_rules_say_the_same_and_tell_each_condition_with_its_value(make_occasion, make_rule):
    low, vip = Leaf(field="priority", op="is", value="low"), Leaf(field="tags", op="is", value="vip")
    condition = Group(mode="all", members=(low, vip))
    rules = compile_rules(Desk(tenant="acme", rules=(make_rule("a", rule={"condition": condition}, set_category="x"),)))
    watch = Watch(Workshop())
    watched = watch.over(rules)

    assert triage(make_occasion(), watched) == triage(make_occasion(), rules)
    (told,) = watch.told
    assert (told.rule, told.failing) == ("a", "priority is 'low'")
    assert told.leaves == (
        LeafTold(leaf="priority is 'low'", held=False, value="medium"),
        LeafTold(leaf="tags is 'vip'", held=True, value="Vip, money"),
    )
    held = {"priority is 'low'": [1, 0], "tags is 'vip'": [0, 1]}
    assert watch.counted == {"a": Counted(asked=1, matched=0, held=held)}
