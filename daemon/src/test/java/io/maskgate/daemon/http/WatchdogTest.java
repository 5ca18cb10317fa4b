package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void whatWasInTimeIsForgottenAtOnce() throws Exception {
        try (var watchdog = new Watchdog(HttpLimits.standard())) {
            try (var out = watchdog.guard(new ByteArrayOutputStream());
                    var _ = watchdog.watch(Duration.ofHours(1))) {
                for (int i = 0; i < 1000; i++) {
                    out.write(new byte[10]);
                }

                assertThat(watchdog.running()).isEqualTo(1);
            }

            assertThat(watchdog.running()).isZero();
        }
    }
}
