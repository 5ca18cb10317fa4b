package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PictureRoomTest {
    /** What the launcher gives, and the regions that G1 makes of it. */
    private static final PictureRoom ROOM = new PictureRoom(6L << 30, 4 << 20, 32L << 30);

    @TempDir
    Path folder;

    /** A telephone's pictures of 12 million pixels, 48 MB each. */
    @Test
    void picturesThatCannotFitInMemoryAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> ROOM.require(new PictureRoom.Amount(200, 9_600_000_000L)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "expected pictures that fit in memory with a tenth of it to spare, found 200 that take 9.6 GB"
                                + " decoded, of the 6.4 GB Java may have; scale them down (mogrify -resize '1280x1280>' FILE),"
                                + " their labels stay true, or allow more (MASKGATE_JAVA_OPTS=-Xmx14g)");
        assertThatCode(() -> ROOM.require(new PictureRoom.Amount(100, 4_800_000_000L)))
                .doesNotThrowAnyException();
        assertThatCode(() -> ROOM.require(List.of(pictures(100, 4000, 3000)))).doesNotThrowAnyException();
    }

    /** Java starts with a limit above what the machine has, and is killed by the system once it takes that. */
    @Test
    void aHeapThatTheMachineDoesNotHoldIsNoRemedy() {
        var eight = new PictureRoom(6L << 30, 4 << 20, 8L << 30);
        assertThat(eight.lack(new PictureRoom.Amount(200, 9_600_000_000L)))
                .contains("expected pictures that fit in memory, found 200 that take 9.6 GB decoded, of the 8.6 GB this"
                        + " machine has, of which training needs 2.0 beside them; scale them down (mogrify -resize"
                        + " '1280x1280>' FILE), their labels stay true");
        assertThat(eight.lack(new PictureRoom.Amount(120, 5_700_000_000L))).isEmpty();
        assertThat(eight.lack(new PictureRoom.Amount(122, 5_900_000_000L)))
                .hasValueSatisfying(lack -> assertThat(lack)
                        .contains("of the 6.4 GB Java may have;")
                        .doesNotContain("-Xmx"));
        var four = new PictureRoom(6L << 30, 4 << 20, 4L << 30);
        assertThat(four.lack(new PictureRoom.Amount(4945, 3_350_000_000L))).isPresent();
        // 17.2 GB less 2 hold 14 GiB, of which 9.6 GB are less than nine tenths.
        assertThat(new PictureRoom(6L << 30, 4 << 20, 16L << 30).lack(new PictureRoom.Amount(200, 9_600_000_000L)))
                .hasValueSatisfying(lack -> assertThat(lack).endsWith("-Xmx14g)"));
        assertThat(new PictureRoom(6L << 30, 4 << 20, 14L << 30).lack(new PictureRoom.Amount(200, 9_600_000_000L)))
                .hasValueSatisfying(lack -> assertThat(lack).endsWith("-Xmx12g)"));
    }

    @Test
    void whatPicturesWillTakeIsKnownByTheirHeaders() throws IOException {
        TinyFaces.write(folder, "train", 3);
        var set = FaceDataset.read(folder, "train");
        assertThat(new PictureRoom(6L << 30, 0, 32L << 30).bytes(set))
                .isEqualTo(3L * 3 * (64 * 64 + 32 * 32 + 16 * 16))
                .isEqualTo(PixelStore.decode(set, 1).bytes());
    }

    /** 3 * 1280 * 720 bytes are more than half a region, their half and quarter are not. */
    @Test
    void anArrayOfMoreThanHalfARegionIsCountedInWholeRegions() {
        assertThat(ROOM.bytes(pictures(1, 1280, 720))).isEqualTo(4_194_304 + 691_200 + 172_800);
        assertThat(new PictureRoom(12L << 30, 8 << 20, 32L << 30).bytes(pictures(1, 1280, 720)))
                .isEqualTo(2_764_800 + 691_200 + 172_800);
        // 1920x1080: 6,220,800 bytes in two regions, 960x540 in less than half a one.
        assertThat(ROOM.bytes(pictures(1, 1920, 1080))).isEqualTo(8_388_608 + 1_555_200 + 388_800);
        // 0.9 of 6 GiB are 5.798 GB: 1,146 times 5.058 MB.
        assertThatCode(() -> ROOM.require(List.of(pictures(1000, 1280, 720), pictures(146, 1280, 720))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ROOM.require(List.of(pictures(1000, 1280, 720), pictures(147, 1280, 720))))
                .hasMessageContaining("found 1147 that take 5.8 GB decoded, of the 6.4 GB Java may have")
                .hasMessageEndingWith("-Xmx9g)");
    }

    @Test
    void theRoomOfThisProcessIsThatOfItsCollector() {
        var room = PictureRoom.ofJava();
        assertThat(room.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(room.region()).isBetween(0L, 32L << 20);
        assertThat(room.machine()).isGreaterThan(1L << 30);
    }

    @Test
    @Timeout(60)
    void whereMemoryEndsAllTheSameNoFurtherPictureIsTriedAndTheRemedyIsSaid() {
        var tried = new AtomicInteger();
        assertThatThrownBy(() -> PixelStore.decode(pictures(10, 64, 64), 1, _ -> {
                    if (tried.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return untilInterrupted();
                }))
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class)
                .hasMessageStartingWith(
                        "expected pictures that fit in memory, which ended while they were decoded, found 10")
                .hasMessageContainingAll("mogrify -resize", "MASKGATE_JAVA_OPTS=-Xmx");
        assertThat(tried).hasValueLessThanOrEqualTo(2);
    }

    private static byte[] untilInterrupted() throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts it down");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static FaceDataset pictures(int count, int width, int height) {
        var picture = new LabelledImage(Path.of("a.png"), Path.of("a.txt"), width, height, List.of());
        return new FaceDataset(Collections.nCopies(count, picture), List.of(), "");
    }
}
