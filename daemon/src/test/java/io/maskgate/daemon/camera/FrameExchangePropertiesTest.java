package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameExchangePropertiesTest {
    /** Numbers 0 to 2 put a frame of that camera, 3 to 5 take that many less two. */
    @Property(tries = 300)
    void whateverTheOrderNoImageLeaksAndEachFrameIsTakenOrReplacedOnce(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> script) throws Exception {
        var room = new Room();
        var newest = new HashMap<String, Long>();
        long put = 0;
        long gone = 0;
        for (int step : script) {
            if (step <= 2) {
                var frame = room.pending("camera" + step, ++put);
                newest.put(frame.camera(), put);
                var older = room.exchange.put(frame);
                older.ifPresent(PendingFrame::close);
                gone += older.isPresent() ? 1 : 0;
            } else {
                for (var frame : room.exchange.take(step - 2, Duration.ZERO)) {
                    assertThat(frame.time().monotonicNanos()).isEqualTo(newest.remove(frame.camera()));
                    frame.close();
                    gone++;
                }
            }
            assertThat(put - gone).isEqualTo(newest.size());
            assertThat(room.free()).isEqualTo(Room.IMAGES - newest.size());
        }
        room.exchange.close();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }
}
