"""The member units of a real committee, in the words of the district's plan that names them.

Source: 《青浦区关于深化新时代教育督导体制机制改革的实施方案》（征求意见稿）, 三（一）1 for the units and
三（一）2 for the duties they have in common. The days and the contact are made up for the tests.
"""

from dataclasses import replace
from datetime import date

from services.roster.domain.details import Ownership, UnitDetails, UnitKind

# fmt: off
NAMES = (
    "区府办", "区委组织部", "区委宣传部", "区发展改革委", "区经委", "区国资委", "区编办", "区教育局",
    "区科委", "公安青浦分局", "区民政局", "区财政局", "区人力资源社会保障局", "区规划资源局",
    "区生态环境局", "区建设管理委", "区农业农村委", "区文化旅游局", "区审计局", "区司法局", "区卫生健康委",
    "区应急管理局", "区市场监管局", "区住房保障房屋管理局", "区体育局", "区民族宗教办", "区总工会",
    "团区委", "区妇联", "区网格化中心", "区法制办",
)
# fmt: on
DUTIES = (
    "依法履行教育工作相关职责，承担国家、上海市对区政府履行教育职责督导的自查、迎检、整改、复查等工作，"
    "参与对区政府相关职能部门和各街镇履行教育职责的综合督政等"
)

_MEMBER = UnitDetails(
    unit_name="",
    kind=UnitKind.MEMBER,
    campuses=1,
    stages=(),
    students=0,
    classes=0,
    ownership=Ownership.PUBLIC,
    zone=None,
    superior=None,
    head=None,
    head_since=None,
    phone="17000092973",
    address=None,
    contact="联络员",
    duties=DUTIES,
    joined_on=date(2021, 9, 1),
)
MEMBERS = {f"319991-9{n:03}": replace(_MEMBER, unit_name=name) for n, name in enumerate(NAMES, 1)}
