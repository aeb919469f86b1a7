"""Which letters of inspections and visits are not printed yet?"""

from services.inspection.domain.letters import served
from shared.letters.to_print import letters_model

MODEL = letters_model(served)
