"""Which letters of cases are not printed yet?"""

from services.rectification.domain.letters import served
from shared.letters.to_print import letters_model

MODEL = letters_model(served)
