package io.maskgate.daemon.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {
    /** The table is in the repository. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench decode --record t.md clip.mp4 --threads 1 | decode clip.mp4 --threads 1",
                "bench decode clip.mp4 --record=t.md | decode clip.mp4",
                "bench decode rtsp://viewer:hunter2@cam/s --record t.md | decode rtsp://***@cam/s",
                "bench decode http://cam/s?token=hunter2&channel=1 | decode http://cam/s?token=***&channel=1",
                "bench pipeline --source rtsp://viewer:hunter2@cam/s --for 5s | pipeline --source rtsp://***@cam/s --for 5s",
                "bench pipeline --source=rtsp://viewer:hunter2@cam/s?x=1 | pipeline --source=rtsp://***@cam/s?x=***",
                "bench decode ftp://viewer:hunter2@cam/s | decode ***",
            })
    void aRecordedCommandHasNoSecretAndNoRecording(String typed, String shown) {
        var words = List.of(typed.split(" "));
        assertThat(Recording.command(words, words.get(1))).isEqualTo("./maskgate bench " + shown);
    }
}
