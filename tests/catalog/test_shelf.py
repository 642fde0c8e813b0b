"""The catalog as one person has it: what is for others does not exist, the directions are a tree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import access, people
from okno.access import Actor
from okno.catalog.audience import Belonging, admits, belonging
from okno.catalog.model import Audience
from okno.catalog.shelf import Shelf
from okno.catalog.tree import grow, lineage
from okno.errors import Invalid
from okno.tickets import Order, order
from tests import shop
from tests.company import actor_again, hire

pytestmark = pytest.mark.usefixtures("db")


# For whom -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "his", "admitted"),
    [
        (Audience(), Belonging(), True),
        (Audience(groups=("Зарплата",)), Belonging(), False),
        (Audience(groups=("Зарплата", "HR")), Belonging(frozenset({"hr"})), True),
        (Audience(departments=("Отдел Учёта",)), Belonging(department="отдел учета"), True),
        (Audience(departments=("Отдел учёта",)), Belonging(department="отдел"), False),
        (Audience(departments=("",)), Belonging(), False),
        (Audience(groups=("a",), departments=("b",)), Belonging(department="b"), True),
        (Audience(groups=("a",), departments=("b",)), Belonging(frozenset({"c"}), "d"), False),
    ],
)
def test_an_audience_admits_by_group_or_department(audience: Audience, his: Belonging, admitted: bool) -> None:
    """Whatever the case and ё; nobody is in a department without a name."""
    assert admits(audience, his) is admitted


async def test_what_a_person_belongs_to() -> None:
    """His groups and his department; a stranger belongs to nothing."""
    anna = await people.create(login="anna", name="Анна", department="Отдел  Продаж")
    await people.set_groups(anna, ["Зарплата", "VPN"])
    assert await belonging(anna) == Belonging(frozenset({"зарплата", "vpn"}), "отдел продаж")
    assert await belonging(10**9) == Belonging()


async def test_a_shelf_has_what_is_for_its_person() -> None:
    """And loses it with the group."""
    await shop.open_shop()
    anna = await people.create(login="anna", name="Анна", department="отдел ПРОДАЖ")
    assert set(shop.HIDDEN) - set((await Shelf.of(anna)).services) == {"payroll-access"}
    await people.set_groups(anna, [shop.GROUP.upper()])
    shelf = await Shelf.of(anna)
    assert set(shop.HIDDEN) <= set(shelf.services)
    assert shelf.find("црм", "ru").services[0].key == "crm-access"
    await people.set_groups(anna, [])
    await people.change(anna, {"department": "Склад"}, actor_id=None)
    poor = await Shelf.of(anna)
    assert not set(shop.HIDDEN) & set(poor.services)
    assert [poor.service(key) for key in shop.HIDDEN] == [None, None]
    assert poor.some([*shop.HIDDEN, "cab"]) == [poor.services["cab"]]
    assert not set(shop.HIDDEN) & {one.key for one in (*poor.popular(), *poor.find("доступ", "ru").services)}
    assert not set(shop.HIDDEN) & {one.key for branch in poor.tree() for one in branch.services}


async def _orders(actor: Actor, key: str, customer: int | None = None) -> bool:
    """Whether an order is taken; else it is refused as one of an unknown service or of a wrong person."""
    wish = Order(service=key, answers=shop.ANSWERS, on_behalf_of=customer)
    try:
        await order(actor, wish)
    except Invalid as error:
        return bool(set(error.fields) - {"service", "on_behalf_of"})
    return True


async def test_only_what_exists_for_the_customer_can_be_ordered() -> None:
    """Who orders for others by right orders what they may; a manager what both may."""
    await shop.open_shop()
    anna, boss = await hire("anna", "Анна"), await hire("boss", "Борис")
    operator = await hire("oper", "Ольга", role="operator")
    await people.change(anna.id, {"manager_id": boss.id}, actor_id=None)
    assert not await _orders(anna, "payroll-access")
    assert not await _orders(operator, "payroll-access", anna.id)
    await people.set_groups(anna.id, [shop.GROUP])
    assert await _orders(anna, "payroll-access")
    assert await _orders(operator, "payroll-access", anna.id)
    assert not await _orders(operator, "payroll-access")
    assert not await _orders(boss, "payroll-access", anna.id)
    await people.set_groups(boss.id, [shop.GROUP])
    assert await _orders(boss, "payroll-access", anna.id)
    await people.set_groups(anna.id, [])
    assert not await _orders(boss, "payroll-access", anna.id)


async def test_who_manages_the_catalog_has_no_more_on_his_shelf() -> None:
    """He sees all of it in its editor alone."""
    await shop.open_shop()
    admin = await hire("admin", "Админ", role="administrator")
    assert access.may(admin, "catalog.manage")
    assert not set(shop.HIDDEN) & set((await Shelf.for_order(admin, admin.id)).services)
    assert not await _orders(await actor_again(admin.id), "crm-access")


# The tree -----------------------------------------------------------------------------------------------------


async def test_a_direction_has_what_is_below_it() -> None:
    """Its own first; empty ones are left out, and the general service stands last."""
    await shop.open_shop()
    anna = await people.create(login="anna", name="Анна")
    tree = (await Shelf.of(anna)).tree()
    assert [branch.category.key for branch in tree] == ["it", "hr", "office"]
    assert [branch.category.key for branch in tree[0].walk()] == ["it", "devices", "access"]
    assert [one.key for one in tree[0].own] == ["anything"]
    assert len(tree[0].services) == 1 + 4 + 3
    assert tree[1].services[-1].key == "ask-hr"
    shelf = await Shelf.of(anna)
    assert [one.key for one in shelf.lineage("access")] == ["it", "access"]
    assert shelf.lineage("nothing") == ()
    general = [shelf.general(key) for key in ("hr", "devices", "", "nothing")]
    assert [one.key if one else None for one in general] == ["ask-hr", "anything", "anything", "anything"]


def test_circles_and_lost_parents_do_no_harm() -> None:
    """Every service is still found, once."""
    made = shop.catalog()
    odd = {
        **made.categories,
        "devices": replace(made.categories["devices"], parent="access"),
        "access": replace(made.categories["access"], parent="devices"),
        "office": replace(made.categories["office"], parent="nowhere"),
    }
    tree = grow(odd, made.services.values(), ())
    keys = [one.key for branch in tree for one in branch.services]
    assert sorted(keys) == sorted(made.services)
    assert [one.key for one in lineage(odd, "devices")] == ["devices"]
