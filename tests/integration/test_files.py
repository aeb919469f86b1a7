"""Both file stores keep the specification; the one on NATS also what only a server can break."""

from collections.abc import AsyncIterator

import nats
import pytest
from nats.js import JetStreamContext

from deploy.provision import provision_streams
from shared.files.file_store import FileDamaged, FilesUnavailable
from shared.files.in_memory import InMemoryFiles
from shared.files.object_store import CHUNK, ObjectStoreFiles
from shared.messaging.streams import BucketSpec, Topology
from tests.integration.file_store_spec import LATER, PHOTO, FileStoreSpec, put, read, sha256_of

BUCKET = BucketSpec("evidence", "佐证", owner="rectification")
CHUNKS = f"$O.evidence.C.{sha256_of(PHOTO)}"


class TestInMemoryFiles(FileStoreSpec):
    @pytest.fixture
    def files(self) -> InMemoryFiles:
        return InMemoryFiles()


class TestObjectStoreFiles(FileStoreSpec):
    @pytest.fixture
    async def jetstream(self, nats_url: str) -> AsyncIterator[JetStreamContext]:
        await provision_streams(nats_url, Topology((), (), (BUCKET,)))
        async with await nats.connect(nats_url) as connection:
            yield connection.jetstream(timeout=1)

    @pytest.fixture
    def files(self, jetstream: JetStreamContext) -> ObjectStoreFiles:
        return ObjectStoreFiles("evidence", lambda: jetstream)

    async def test_any_tool_for_the_object_store_reads_it(
        self, files: ObjectStoreFiles, jetstream: JetStreamContext
    ) -> None:
        await put(files, PHOTO)
        bucket = await jetstream.object_store("evidence")
        found = await bucket.get(sha256_of(PHOTO))
        assert found.data == PHOTO
        assert found.info.headers == {"Content-Type": ["image/jpeg"]}

    async def test_a_put_that_broke_off_is_continued_where_it_stopped(
        self, files: ObjectStoreFiles, jetstream: JetStreamContext
    ) -> None:
        await jetstream.publish(CHUNKS, PHOTO[:CHUNK], headers={"Dudao-Chunk": "1"})
        assert await files.receipt(sha256_of(PHOTO)) is None
        receipt = await put(files, PHOTO)
        assert await read(files, receipt) == PHOTO
        state = (await jetstream.stream_info(BUCKET.stream)).state
        assert state.messages == -(-len(PHOTO) // CHUNK) + 1  # Every chunk once, and the entry.

    async def test_a_file_that_is_no_longer_what_was_put_is_never_handed_out_whole(
        self, files: ObjectStoreFiles, jetstream: JetStreamContext
    ) -> None:
        receipt = await put(files, PHOTO)
        await jetstream.purge_stream(BUCKET.stream, subject=CHUNKS)
        with pytest.raises(FileDamaged):
            await read(files, receipt)
        for start in range(0, len(PHOTO), CHUNK):
            await jetstream.publish(CHUNKS, PHOTO[start : start + CHUNK - 1] + b"?")
        pieces = files.content(receipt)
        whole_chunks = len(PHOTO) // CHUNK
        handed_out = [await anext(pieces) for _ in range(whole_chunks)]
        assert len(handed_out) == whole_chunks
        with pytest.raises(FileDamaged):
            await anext(pieces)

    async def test_a_store_that_cannot_be_reached_says_so(
        self, files: ObjectStoreFiles, jetstream: JetStreamContext
    ) -> None:
        receipt = await put(files, PHOTO)
        await jetstream.delete_stream(BUCKET.stream)
        with pytest.raises(FilesUnavailable):
            await files.receipt(receipt.sha256)
        with pytest.raises(FilesUnavailable):
            await put(files, PHOTO, LATER)
        with pytest.raises(FilesUnavailable):
            await read(files, receipt)
