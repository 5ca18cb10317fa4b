package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers by hand from ITU-T H.264, 7.3.1, and H.265, 7.3.1.2. */
class PacketKindTest {
    private static final int H264 = avcodec.AV_CODEC_ID_H264;
    private static final int HEVC = avcodec.AV_CODEC_ID_HEVC;

    @ParameterizedTest
    @CsvSource({
        // nal_ref_idc 0, type 1
        "00000001 01 9a, DISPOSABLE",
        // nal_ref_idc 2, type 1
        "000001 41 9a, REFERENCE",
        // access unit delimiter and SEI before the slice
        "00000001 09 f0 000001 06 05 00000001 01 88, DISPOSABLE",
        "00000001 09 f0, REFERENCE",
        "'', REFERENCE",
    })
    void h264WithStartCodes(String hex, PacketKind kind) {
        assertThat(PacketKind.of(bytes(hex), new PacketKind.Format(H264, false, 0)))
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "00000002 01 9a, DISPOSABLE",
        "00000002 09 f0 00000002 61 9a, REFERENCE",
        "00000002 09 f0 00000002 01 9a, DISPOSABLE",
        // a length that leads out of the packet
        "7fffffff 09 f0, REFERENCE",
    })
    void h264WithLengths(String hex, PacketKind kind) {
        assertThat(PacketKind.of(bytes(hex), new PacketKind.Format(H264, false, 4)))
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        // TRAIL_N, TRAIL_R, RASL_N, CRA
        "00000001 00 01, DISPOSABLE",
        "00000001 02 01, REFERENCE",
        "00000001 10 01, DISPOSABLE",
        "00000001 2a 01, REFERENCE",
        // prefix SEI (39) before TRAIL_N
        "00000001 4e 01 05 000001 00 01, DISPOSABLE",
    })
    void h265(String hex, PacketKind kind) {
        assertThat(PacketKind.of(bytes(hex), new PacketKind.Format(HEVC, false, 0)))
                .isEqualTo(kind);
    }

    @Test
    void whatIsNotKnownIsAReference() {
        assertThat(PacketKind.of(bytes("00000001 01"), new PacketKind.Format(avcodec.AV_CODEC_ID_MPEG4, false, 0)))
                .isEqualTo(PacketKind.REFERENCE);
    }

    @Property
    void anyBytesAreUnderstoodOrTakenForAReference(
            @ForAll @Size(max = 60) byte[] data, @ForAll @IntRange(min = 0, max = 4) int lengthBytes) {
        for (int codec : new int[] {H264, HEVC}) {
            assertThat(PacketKind.of(MemorySegment.ofArray(data), new PacketKind.Format(codec, false, lengthBytes)))
                    .isNotEqualTo(PacketKind.KEY);
        }
    }

    private static MemorySegment bytes(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
