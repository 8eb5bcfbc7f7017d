import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from timeline.events import index
from timeline.events.models import Actor


def test_members_at_any_depth_are_below(cast):
    tree = index.current().tree
    assert tree.below(tree.ids["iran"]) == {tree.ids[slug] for slug in ("iran", "irgc", "qaani")}


def test_an_actor_is_not_its_own_member_said_kindly_and_firmly(cast):
    iran = Actor.objects.get(slug="iran")
    iran.member_of = Actor.objects.get(slug="qaani")
    with pytest.raises(ValidationError, match="itself a member"):
        iran.full_clean()
    with pytest.raises(IntegrityError):
        Actor.objects.filter(slug="iran").update(member_of=iran.pk)


def test_a_circle_that_got_in_somehow_stops_nobody(cast):
    # Two members of each other pass the constraint; only clean() sees them.
    Actor.objects.filter(slug="iran").update(member_of=Actor.objects.get(slug="qaani"))
    tree = index.current().tree
    assert len(tree.below(tree.ids["iran"])) == 3
    assert len(list(tree.above(tree.ids["qaani"]))) == 3
