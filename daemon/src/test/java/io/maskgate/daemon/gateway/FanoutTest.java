package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.privacy.Gates;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private final AtomicInteger told = new AtomicInteger();

    private final CameraListener counting = new CameraListener() {
        @Override
        public void told() {
            told.incrementAndGet();
        }
    };

    private final CameraListener broken = new CameraListener() {
        @Override
        public void told() {
            throw new IllegalStateException("broken");
        }
    };

    @Test
    void thatAllIsToldReachesThoseBehindTheGateThoughAnotherListenerFails() {
        new Fanout(List.of(broken, counting, Gates.events(false).before(counting))).told();
        assertThat(told).hasValue(2);
    }
}
