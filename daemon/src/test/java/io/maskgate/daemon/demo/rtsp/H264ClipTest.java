package io.maskgate.daemon.demo.rtsp;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H264ClipTest {
    @Test
    void whatIsNoMp4IsRefusedNamingWhatIsMissing() {
        assertThatIOException()
                .isThrownBy(() -> H264Clip.ofMp4("hello".getBytes(StandardCharsets.UTF_8)))
                .withMessage("MP4: expected a box moov, found none");
    }

    @Test
    void aFileCutOffIsRefused(@TempDir Path folder) throws Exception {
        byte[] whole = Files.readAllBytes(TestClip.mp4(folder));
        assertThatIOException()
                .isThrownBy(() -> H264Clip.ofMp4(Arrays.copyOf(whole, whole.length - 100)))
                .withMessageMatching("MP4: box at byte \\d+: expected a size from 8 to \\d+, found \\d+");
    }
}
