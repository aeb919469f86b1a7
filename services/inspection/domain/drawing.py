"""Drawing people at random so that anybody can draw again and find the same ones."""

from hashlib import sha256


def draw(seed: str, list_sha256: str, population: int, count: int) -> tuple[int, ...]:
    """`count` places of a list of `population` people, from 1 on, in the order of the list.

    Those are drawn whose SHA-256 of "seed/list/place" is smallest: nobody can know it before the seed is
    there, and everybody can compute it afterwards. The list itself stays with the unit; its digest shows
    that it was not changed after the draw.
    """
    places = range(1, population + 1)
    by_chance = sorted(places, key=lambda n: (sha256(f"{seed}/{list_sha256}/{n}".encode()).digest(), n))
    return tuple(sorted(by_chance[:count]))
