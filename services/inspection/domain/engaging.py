"""Which third party is engaged: its register, its contracts, and whether it may do a work today (Q4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

from services.inspection.domain.procedure import person
from services.inspection.domain.standing import DoneOtherwise, require_text
from services.inspection.domain.terms import day_of, spoken
from services.inspection.domain.third_party import (
    Body,
    BodyCommand,
    BodyEvent,
    BodyRegistered,
    BodyState,
    BodyStatedUnconflicted,
    Contract,
    ContractEnded,
    ContractSigned,
    EndContract,
    OnBehalf,
    RegisterBody,
    SignContract,
    StateBodyUnconflicted,
    Unregistered,
    Work,
)
from shared.event_sourcing.decider import Decider, Refused


class NoSuchBody(Refused):
    field = "body"

    def __init__(self, code: str) -> None:
        super().__init__(f"没有登记编号为{code}的第三方机构。请先登记机构和合同。")


class ContractDatesWrong(Refused):
    field = "last"

    def __init__(self) -> None:
        super().__init__("合同的截止日期不能早于起始日期。请核对合同后改正。")


class ContractWithoutWork(Refused):
    field = "works"

    def __init__(self) -> None:
        super().__init__(f"合同没有写委托的工作。请写{'、'.join(Work)}中的一项或者几项。")


class NoSuchContract(Refused):
    field = "number"

    def __init__(self, number: str) -> None:
        super().__init__(f"没有编号为{number}的合同。请核对合同编号。")


class NotUnderContract(Refused):
    """What a body measures or scores outside its contract is nobody's commission."""

    field = "body"

    def __init__(self, name: str, work: Work, on: date, contracts: Mapping[str, Contract]) -> None:
        known = "；".join(
            f"{one.number}（{'、'.join(one.works)}，{spoken(one.first)}至{spoken(one.last)}）"
            for one in contracts.values()
        )
        super().__init__(
            f"{name}在{spoken(on)}没有委托{work}的有效合同，不能录入。"
            f"{f'已登记的合同：{known}。' if known else ''}请先登记合同，或者核对机构和日期。"
        )


class BodyStatementMissing(Refused):
    """条例 10: who judges has no interest in the outcome, and says so for each engagement."""

    article = "《教育督导条例》第十条"
    field = "body"

    def __init__(self, name: str, engagement: str) -> None:
        super().__init__(f"{name}还没有就“{engagement}”作出无利益冲突声明。请先登记声明，再录入结果。")


def engaged(state: BodyState, code: str, work: Work, engagement: str, on: date) -> OnBehalf:
    """The body as one that may do this work for this engagement on this day. Raises why not."""
    if isinstance(state, Unregistered):
        raise NoSuchBody(code)
    contract = next(
        (one for one in state.contracts.values() if work in one.works and one.first <= on <= one.last), None
    )
    if contract is None:
        raise NotUnderContract(state.name, work, on, state.contracts)
    paper = state.statements.get(engagement)
    if paper is None:
        raise BodyStatementMissing(state.name, engagement)
    return OnBehalf(state.code, state.name, contract.number, paper)


def decide(command: BodyCommand, state: BodyState) -> list[BodyEvent]:
    if isinstance(command, RegisterBody):
        return register_body(command, state)
    if isinstance(state, Unregistered):
        raise NoSuchBody(command.code)
    match command:
        case SignContract():
            return sign_contract(command, state)
        case EndContract():
            return end_contract(command, state)
        case StateBodyUnconflicted():
            return state_body_unconflicted(command, state)
        case _:
            assert_never(command)


def register_body(command: RegisterBody, state: BodyState) -> list[BodyEvent]:
    if isinstance(state, Body):
        if (state.name, state.credit_code) == (command.name, command.credit_code):
            return []
        raise DoneOtherwise(f"编号为{state.code}的机构")
    by, on = person(command.by), day_of(command.now)
    return [
        BodyRegistered(code=command.code, by=by, on=on, name=command.name, credit_code=command.credit_code)
    ]


def sign_contract(command: SignContract, body: Body) -> list[BodyEvent]:
    contract = command.contract
    if (known := body.contracts.get(contract.number)) is not None:
        # One that was ended early is known under its first dates too.
        if known == contract or (
            contract.number in body.ended and replace(contract, last=known.last) == known
        ):
            return []
        raise DoneOtherwise(f"合同{contract.number}")
    if contract.last < contract.first:
        raise ContractDatesWrong
    if not contract.works:
        raise ContractWithoutWork
    return [ContractSigned(code=body.code, by=person(command.by), on=day_of(command.now), contract=contract)]


def end_contract(command: EndContract, body: Body) -> list[BodyEvent]:
    contract = body.contracts.get(command.number)
    if contract is None:
        raise NoSuchContract(command.number)
    if contract.last == command.last:
        return []
    if not contract.first <= command.last < contract.last:
        raise ContractDatesWrong
    require_text(command.reason, "提前终止合同的理由")
    return [
        ContractEnded(
            code=body.code,
            by=person(command.by),
            on=day_of(command.now),
            number=command.number,
            last=command.last,
            reason=command.reason,
        )
    ]


def state_body_unconflicted(command: StateBodyUnconflicted, body: Body) -> list[BodyEvent]:
    if command.engagement in body.statements:
        return []
    require_text(command.paper, "无利益冲突声明的文件名或者编号")
    return [
        BodyStatedUnconflicted(
            code=body.code,
            by=person(command.by),
            on=day_of(command.now),
            engagement=command.engagement,
            paper=command.paper,
        )
    ]


def evolve(state: BodyState, event: BodyEvent) -> BodyState:
    if isinstance(event, BodyRegistered):
        return Body(event.code, event.name, event.credit_code)
    assert isinstance(state, Body)
    match event:
        case ContractSigned(contract=contract):
            return replace(state, contracts=MappingProxyType({**state.contracts, contract.number: contract}))
        case ContractEnded(number=number):
            cut = replace(state.contracts[number], last=event.last)
            contracts = MappingProxyType({**state.contracts, number: cut})
            return replace(state, contracts=contracts, ended=state.ended | {number})
        case BodyStatedUnconflicted():
            statements = MappingProxyType({**state.statements, event.engagement: event.paper})
            return replace(state, statements=statements)
        case _:
            assert_never(event)


THIRD_PARTY: Decider[BodyCommand, BodyState, BodyEvent] = Decider(Unregistered(), decide, evolve)
