"""The Merkle tree against the published vectors and against every pair of sizes to 39."""

from hashlib import sha256

import pytest

from shared.audit.merkle import (
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves of the Certificate Transparency reference implementation, and its roots by size.
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 39
LEAVES = [leaf_hash(str(index).encode()) for index in range(MOST)]
ROOTS = [root(LEAVES[:size]) for size in range(MOST + 1)]


def test_the_roots_are_those_of_the_published_vectors() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert [root(leaves[:size]).hex() for size in range(9)] == CT_ROOTS


def test_a_tree_goes_on_from_its_size_and_peaks() -> None:
    tree = Tree()
    for size, leaf in enumerate(LEAVES):
        assert tree.root() == ROOTS[size]
        tree = Tree(tree.size, list(tree.peaks))
        tree.append(leaf)
    assert (tree.size, tree.root()) == (MOST, ROOTS[MOST])


def test_a_tree_with_peaks_that_do_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Tree(3, [LEAVES[0]])


def test_every_leaf_is_shown_to_be_in_every_tree_and_no_other_leaf_is() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            forged = leaf_hash(b"forged")
            assert not verify_inclusion(forged, index, size, proof, ROOTS[size])
            assert not verify_inclusion(LEAVES[index], index ^ 1, size, proof, ROOTS[size])
            assert not verify_inclusion(LEAVES[index], index, size, [*proof, forged], ROOTS[size])
            assert not proof or not verify_inclusion(LEAVES[index], index, size, proof[:-1], ROOTS[size])


def test_every_tree_is_shown_to_continue_every_smaller_one_and_no_other_does() -> None:
    for size in range(1, MOST + 1):
        for old in range(1, size + 1):
            proof = consistency_proof(LEAVES[:size], old)
            assert verify_consistency(old, ROOTS[old], size, ROOTS[size], proof)
            forged = sha256(b"forged").digest()
            assert not verify_consistency(old, forged, size, ROOTS[size], proof)
            assert not verify_consistency(old, ROOTS[old], size, forged, proof)
            assert not verify_consistency(old, ROOTS[old], size, ROOTS[size], [*proof, forged])
            assert not proof or not verify_consistency(old, ROOTS[old], size, ROOTS[size], proof[:-1])


def test_a_tree_with_one_leaf_rewritten_does_not_continue_the_old_one() -> None:
    rewritten = [*LEAVES[:7], leaf_hash(b"forged"), *LEAVES[8:]]
    for old in range(8, MOST):
        proof = consistency_proof(rewritten, old)
        assert not verify_consistency(old, ROOTS[old], MOST, root(rewritten), proof)


def test_a_proof_of_what_is_not_in_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(LEAVES, MOST)
    with pytest.raises(ValueError, match="no consistency proof"):
        consistency_proof(LEAVES, MOST + 1)
    assert not verify_inclusion(LEAVES[0], 1, 1, [], LEAVES[0])
    assert not verify_consistency(2, ROOTS[2], 1, ROOTS[1], [])
    assert not verify_consistency(2, ROOTS[2], 4, ROOTS[4], [])
    assert not verify_consistency(3, ROOTS[3], 4, ROOTS[4], [])
