package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeviceUseTest {
    private final List<String> resets = new CopyOnWriteArrayList<>();
    private final DeviceUse use = new DeviceUse(Duration.ofSeconds(20));
    private final DeviceUse hasty = new DeviceUse(Duration.ZERO);

    @Test
    void aResetWaitsForTheLastThatUsesTheDevice() throws Exception {
        use.enter();
        var reset = CompletableFuture.runAsync(() -> {
            try {
                use.reset(0, () -> resets.add("done"));
            } catch (NativeFault e) {
                throw new AssertionError(e);
            }
        });
        assertThat(resets).isEmpty();
        use.leave();
        await().until(reset::isDone);
        assertThat(reset).isCompleted();
        assertThat(resets).containsExactly("done");
    }

    @Test
    void oneThatOthersDoNotMakeRoomForIsPutOff() throws Exception {
        hasty.enter();
        hasty.enter();
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> hasty.reset(0, () -> resets.add("done")))
                .withMessage("the lost GPU is not reset while this process uses it elsewhere (2 engines or builds)")
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(NativeFault.Kind.FAILED));
        hasty.leave();
        hasty.leave();
        hasty.reset(0, () -> resets.add("done"));
        assertThat(resets).containsExactly("done");
    }

    @Test
    void twoThatLostTheDeviceTogetherResetItOnce() throws Exception {
        hasty.reset(hasty.epoch(), () -> resets.add("the first"));
        hasty.enter();
        hasty.reset(0, () -> resets.add("the second"));
        assertThat(resets).as("what the first has loaded since stays").containsExactly("the first");
        assertThat(hasty.epoch()).isEqualTo(1);
    }

    @Test
    void nobodyBeginsDuringAReset() throws Exception {
        hasty.reset(0, () -> {
            assertThatExceptionOfType(NativeFault.class).isThrownBy(hasty::enter);
            assertThatExceptionOfType(NativeFault.class)
                    .isThrownBy(() -> hasty.reset(0, () -> resets.add("another")))
                    .withMessage("the GPU is being reset");
        });
        hasty.enter();
        assertThat(resets).isEmpty();
    }

    @Test
    void aResetThatFailsIsStillToBeDone() throws Exception {
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> hasty.reset(0, () -> {
                    throw new NativeFault(NativeFault.Kind.FAILED, "cudaDeviceReset failed");
                }));
        assertThat(hasty.epoch()).isZero();
        hasty.reset(0, () -> resets.add("done"));
        assertThat(resets).containsExactly("done");
    }
}
