"""Who signs the letters of a district, as its installation says."""

from pydantic import Field

from shared.letters.values import Office
from shared.runtime.settings import ServiceSettings


class LetterSettings(ServiceSettings):
    """Settings of a service that serves letters. What is left empty is made from the district's name."""

    office_code: str = Field(
        "云教督", max_length=20, description="how every letter number begins; the kind's character follows"
    )
    office_name: str = Field("", max_length=50, description="the office (云汀区人民政府教育督导室)")
    office_self_name: str = Field("我室", max_length=10, description="how it calls itself: 我室, 我办")
    office_committee: str = Field("", max_length=50, description="the committee (…教育督导委员会)")
    office_upper: str = Field("", max_length=50, description="the next higher institution")
    office_government: str = Field("", max_length=50, description="the government it reports to")
    office_contact: str = Field("督导室", max_length=30, description="whom to ask (联系人)")
    office_phone: str = Field("", max_length=40)
    office_email: str = Field("", max_length=100)
    office_address: str = Field("", max_length=100)
    print_letters: bool = Field(
        True, description="print served letters at once; else when somebody first asks for one"
    )

    @property
    def office(self) -> Office:
        district = self.district_name or "本区"
        return Office(
            name=self.office_name or f"{district}人民政府教育督导室",
            self_name=self.office_self_name,
            committee_name=self.office_committee or f"{district}人民政府教育督导委员会",
            upper_name=self.office_upper or "上一级人民政府教育督导机构",
            government_name=self.office_government or f"{district}人民政府",
            contact_name=self.office_contact,
            phone=self.office_phone,
            email=self.office_email,
            address=self.office_address,
        )
